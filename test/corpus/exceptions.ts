/** Where the service and Debian's ffmpeg do not agree, and why that is as it should be. `docs/formats.md` lists the same. */

/** Formats that Debian's ffmpeg decodes and the layer does not, by its demuxers' names, and what the refusal calls them. */
export const NOT_DECODED: Readonly<Record<string, RegExp>> = {
  ape: /Monkey’s Audio/,
  avi: /AVI/,
  dsf: /DSF/,
  iff: /DSDIFF/,
  libopenmpt: /tracker module|not audio that Sluice can decode/,
  mpc: /Musepack/,
  mpc8: /Musepack/,
  tak: /TAK/,
  tta: /True Audio/,
  wv: /WavPack/,
};

/** What is held of a file that is an exception. */
export type Outcome =
  /** What came are the reference's first samples, and then the answer was broken off, or refused before it began. */
  | 'cut'
  /** Refused by its name, where Debian's ffmpeg takes it for something else. */
  | 'refused'
  /** Broken off, whatever came before. */
  | 'damaged'
  /** As many samples, and not the same. */
  | 'differs';

interface Exception {
  readonly outcome: Outcome;
  readonly files: readonly string[];
}

/** By the reason, which `docs/formats.md` states. */
export const EXCEPTIONS: Readonly<Record<string, Exception>> = {
  cut: {
    outcome: 'cut',
    files: [
      'beets/test/rsrc/emptylist.mp3',
      'libaudio-flac-header-perl/data/id3tagged.flac',
      'libaudio-scan-perl/t/flac/audio-data.flac',
      'libaudio-scan-perl/t/flac/empty.flac',
      'libaudio-scan-perl/t/flac/id3tagged.flac',
      'libaudio-scan-perl/t/flac/picture-large.flac',
      'libaudio-scan-perl/t/flac/test.flac',
      'libaudio-scan-perl/t/mp3/ape-no-v1.mp3',
      'libaudio-scan-perl/t/mp3/ape-v1.mp3',
      'libaudio-scan-perl/t/mp3/v2.2-mpeg20-xing.mp3',
      'libaudio-scan-perl/t/mp3/v2.2-pic.mp3',
      'libaudio-scan-perl/t/mp3/v2.3-ape-bug15895.mp3',
      'libaudio-scan-perl/t/mp3/v2.3-apev2-lyricsv2.mp3',
      'libaudio-scan-perl/t/mp3/v2.3-empty-wxxx.mp3',
      'libaudio-scan-perl/t/mp3/v2.3-etco.mp3',
      'libaudio-scan-perl/t/mp3/v2.3-mcdi.mp3',
      'libaudio-scan-perl/t/mp3/v2.3-multiple-tcon-numeric.mp3',
      'libaudio-scan-perl/t/mp3/v2.3-multiple-tcon-rx-cr.mp3',
      'libaudio-scan-perl/t/mp3/v2.3-multiple-tcon-text.mp3',
      'libaudio-scan-perl/t/mp3/v2.3-multiple-tcon.mp3',
      'libaudio-scan-perl/t/mp3/v2.3-sylt.mp3',
      'libaudio-scan-perl/t/mp3/v2.3-xing-no-lame.mp3',
      'libaudio-scan-perl/t/mp3/v2.4-ape-invalid-key.mp3',
      'libaudio-scan-perl/t/mp3/v2.4-apic-unsync.mp3',
      'libaudio-scan-perl/t/mp3/v2.4-corrupt-frame.mp3',
      'libaudio-scan-perl/t/mp3/v2.4-empty-text.mp3',
      'libaudio-scan-perl/t/mp3/v2.4-multiple-tcon-numeric.mp3',
      'libaudio-scan-perl/t/mp3/v2.4-multiple-tcon.mp3',
      'libaudio-scan-perl/t/mp3/v2.4-rva2-mp3gain.mp3',
      'libaudio-scan-perl/t/mp3/v2.4-unsync.mp3',
      'libaudio-scan-perl/t/mp4/882-sample-rate.m4a',
      'libaudio-scan-perl/t/mp4/alac-multiple-stts.m4a',
      'libaudio-scan-perl/t/wav/bug14462-wav-fmt.wav',
      'libaudio-scan-perl/t/wav/gh2-wav32-bad-duration.wav',
      'mutagen/tests/data/apev2-lyricsv2.mp3',
      'mutagen/tests/data/variable-block.flac',
      'pytaglib/tests/data/onlyv1.mp3',
      'pytaglib/tests/data/r2.mp3',
      'taglib/tests/data/empty-seektable.flac',
      'taglib/tests/data/lame_cbr.mp3',
      'taglib/tests/data/lame_vbr.mp3',
      'taglib/tests/data/mpeg2.mp3',
      'taglib/tests/data/rare_frames.mp3',
      'taglib/tests/data/toc_many_children.mp3',
    ],
  },
  wavpack: {
    outcome: 'refused',
    files: ['libaudio-scan-perl/t/wavpack/v2.wv', 'libaudio-scan-perl/t/wavpack/v3.wv'],
  },
  damaged: {
    outcome: 'damaged',
    files: [
      'libaudio-flac-header-perl/data/appId.flac',
      'libaudio-scan-perl/t/flac/appId.flac',
      'libaudio-scan-perl/t/ogg/multiple-bitstreams.ogg',
      'libaudio-scan-perl/t/opus/broken.testvector01.bit.opus',
      'mutagen/tests/data/52-too-short-block-size.flac',
    ],
  },
  version: {
    outcome: 'differs',
    files: [
      'libaudio-scan-perl/t/asf/wma92-voice.wma',
      'qt6-multimedia/tests/auto/integration/qmediaplayerbackend/testdata/nokia-tune.mkv',
    ],
  },
};

import type { OutputFormat } from '../contract/formats.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import type { Container } from './container.ts';

/** Every figure here is one of the tables in docs/decisions.md, "What an encoder's settings cost and give". */

/**
 * kbit/s below which libopus, left to choose, codes music as speech (SILK), whose variable bitrate does not keep to what it
 * is given: 20 to 60 % less of a dense programme. Its constant one does.
 */
const OPUS_KEEPS_TO_VARIABLE = 24;

function opus({ bitrate = 96, low_latency }: TranscodeRequest): readonly string[] {
  const constant = !low_latency && bitrate < OPUS_KEEPS_TO_VARIABLE;
  return [
    // Unconstrained, it takes up to a third more than asked as soon as it analyses the tonality of what it codes.
    ...['-c:a', 'libopus', '-b:a', `${bitrate}k`, '-vbr', constant ? 'off' : 'constrained'],
    // `lowdelay` drops the look-ahead of 4 ms and the speech modes. Longer frames cost a fifth less, but voice chats want these.
    ...['-application', low_latency ? 'lowdelay' : 'audio', '-frame_duration', '20'],
    // From 1 on it looks for transients, without which strokes smear; what lies above 5 is bought dearly.
    ...['-compression_level', low_latency ? '5' : '1'],
  ];
}

/** Bits of an ADTS frame's header, and samples of a frame (ISO 14496-3, 1.A.2.2.1 and 4.1.1). */
const ADTS = { headerBits: 56, samplesPerFrame: 1024 };

/** The headers are part of the bitrate that somebody asks for, and at low ones a large part: 2.6 kbit/s at 48 kHz. */
function aac({ bitrate = 128, sample_rate }: TranscodeRequest): readonly string[] {
  const headers = (ADTS.headerBits * sample_rate) / ADTS.samplesPerFrame;
  // `fast` against `twoloop`: less than half of the CPU time, nearer to the bitrate, and less to be heard.
  return ['-c:a', 'aac', '-aac_coder', 'fast', '-b:a', String(Math.round(bitrate * 1000 - headers))];
}

/** Containers that hold nothing but lossy codecs. */
const LOSSY: ReadonlySet<Container> = new Set(['mp3', 'aac', 'ac3', 'eac3']);

/**
 * Whether 16 bits hold all of a source: what lossy codecs decode to is wider only by their noise.
 *
 * @param isLossy - where that is known
 */
export const isNarrow = (container: Container | undefined, isLossy: boolean | undefined): boolean =>
  isLossy ?? (container !== undefined && LOSSY.has(container));

/** How each format is encoded. */
const ENCODERS: Readonly<Record<OutputFormat, (request: TranscodeRequest, narrow: boolean) => readonly string[]>> = {
  opus,
  aac,
  // LAME's quality 5: no dearer than its 3, which ffmpeg leaves to it, and no worse; 7 costs half and can be heard.
  mp3: ({ bitrate = 128, continued }) => [
    ...['-c:a', 'libmp3lame', '-b:a', `${bitrate}k`, '-compression_level', '5'],
    // Else a frame has part of its audio in those before it, which are another encoder's here.
    ...(continued ? ['-reservoir', '0'] : []),
  ],
  pcm: () => ['-c:a', 'pcm_s16le'],
  flac: (_, narrow) => ['-c:a', 'flac', ...(narrow ? ['-sample_fmt', 's16'] : [])],
  wav: () => ['-c:a', 'pcm_s16le'],
};

/** swresample mixes to fewer channels without scaling where the encoder takes floating point: 3 dB too loud, and clipped. */
const MIX = ['-rematrix_maxval', '1'];

/**
 * The encoder's arguments for a request.
 *
 * @param narrow - the source has no more than 16 bits worth keeping
 */
export const encoderArguments = (request: TranscodeRequest, narrow: boolean): readonly string[] => [
  ...['-ar', String(request.sample_rate), '-ac', String(request.channels), ...MIX],
  ...ENCODERS[request.output_format](request, narrow),
];

import { foreign, foreignThroughout } from './foreign/foreign.ts';
import { beginsWithFrames, frameSync } from './frame-sync.ts';
import { mpegHeader } from './mpeg/header.ts';
import { both, hex, type Signature, text } from './signature.ts';

/**
 * Which ffmpeg demuxer a source wants, from its first bytes. Saying `-f` spares the probing, which costs a paced stream
 * a second, and it means that a name or a header of the source cannot choose the demuxer.
 */
export type Container =
  | 'mp3'
  | 'aac'
  | 'flac'
  | 'ogg'
  | 'wav'
  | 'w64'
  | 'mov'
  | 'matroska'
  | 'aiff'
  | 'asf'
  | 'ac3'
  | 'eac3'
  | 'caf'
  | 'au';

/** What people call them, with an article. */
export const CONTAINER_NAMES: Readonly<Record<Container, string>> = {
  mp3: 'an MP3',
  aac: 'AAC in ADTS',
  flac: 'a FLAC file',
  ogg: 'an Ogg file',
  wav: 'a WAV file',
  w64: 'a Wave64 file',
  mov: 'an MP4',
  matroska: 'a WebM or Matroska file',
  aiff: 'an AIFF file',
  asf: 'a WMA file',
  ac3: 'AC-3',
  eac3: 'E-AC-3',
  caf: 'a CAF file',
  au: 'an AU file',
};

export type Recognised =
  | {
      readonly kind: 'container';
      readonly container: Container;
      /** Bytes in front of its first frame that its demuxer would stumble over; 0 but for AAC. */
      readonly junk: number;
    }
  /** No audio, or none that is decoded; `what` completes "The source is …". */
  | { readonly kind: 'other'; readonly what: string }
  /** No signature matched: ffmpeg may probe. */
  | { readonly kind: 'unknown' };

/**
 * As many as are looked at: a paced source should not be waited for longer than it takes to know it. Most signatures have
 * 4 to 16 bytes; what is left is for the white space in front of a web page.
 */
export const SIGNATURE_BYTES = 64;

/** AC-3 and E-AC-3 share a sync word; `bsid`, the high five bits of byte 5, tells them apart (ATSC A/52, E.1.3.1.6). */
const dolby =
  (lowest: number, highest: number): Signature =>
  (bytes) => {
    const bsid = (bytes[5] ?? 0xff) >> 3;
    return bsid >= lowest && bsid <= highest;
  };

/** ADTS: twelve set bits, layer 0, and a sampling frequency index that exists (ISO 14496-3, 1.A.2.2). */
const adts = (bytes: Buffer): boolean => {
  const [first = 0, second = 0, third = 0] = bytes;
  return first === 0xff && (second & 0xf6) === 0xf0 && ((third >> 2) & 0x0f) < 13;
};

const mpeg = (bytes: Buffer): boolean => mpegHeader(bytes, 0) !== undefined;

/**
 * What an MP4 or a QuickTime film without a brand begins with. A box's type is better evidence than its size in front of it,
 * which may be any other format's first four bytes: 0x1ba is that of a program stream.
 */
const unbranded: Signature = text(4, 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot');

const SIGNATURES: readonly { readonly container: Container; readonly matches: Signature }[] = [
  { container: 'flac', matches: text(0, 'fLaC') },
  { container: 'ogg', matches: text(0, 'OggS') },
  { container: 'wav', matches: both(text(0, 'RIFF', 'RF64', 'BW64'), text(8, 'WAVE')) },
  // Sony Wave64's RIFF is a GUID (66666972-912E-11CF-A5D6-28DB04C10000).
  { container: 'w64', matches: hex('726966662e91cf11a5d628db04c10000') },
  { container: 'mov', matches: text(4, 'ftyp') },
  // EBML (RFC 8794, section 11.2.1).
  { container: 'matroska', matches: hex('1a45dfa3') },
  { container: 'aiff', matches: both(text(0, 'FORM'), text(8, 'AIFF', 'AIFC')) },
  { container: 'asf', matches: hex('3026b2758e66cf11a6d900aa0062ce6c') },
  { container: 'caf', matches: text(0, 'caff') },
  { container: 'au', matches: text(0, '.snd') },
  { container: 'ac3', matches: both(hex('0b77'), dolby(0, 10)) },
  { container: 'eac3', matches: both(hex('0b77'), dolby(11, 16)) },
  { container: 'aac', matches: adts },
  { container: 'mp3', matches: mpeg },
];

/**
 * Recognises a source by its first bytes, which any ID3v2 tag has been taken from. What is `unknown` by them may be known
 * by more: {@link recogniseFurther}.
 *
 * @param bytes - the first {@link SIGNATURE_BYTES}, or all there are
 */
export function recognise(bytes: Buffer): Recognised {
  if (unbranded(bytes)) return { kind: 'container', container: 'mov', junk: 0 };
  const what = foreign(bytes.subarray(0, SIGNATURE_BYTES));
  if (what) return { kind: 'other', what };
  const found = SIGNATURES.find(({ matches }) => matches(bytes));
  return found ? { kind: 'container', container: found.container, junk: 0 } : { kind: 'unknown' };
}

/** Streams that are known by a header of a dozen bits, which come together by chance in the middle of another's frame. */
const CHANCY: ReadonlySet<Container> = new Set(['mp3', 'aac']);

/**
 * Whether nobody has to look further. What begins like a frame of MP3 or ADTS is one if another follows it, which no demuxer
 * and no decoder begins without: of 20,000 places in a sine's AAC, 66 looked like an MP3.
 */
export const isCertain = (found: Recognised): boolean =>
  found.kind === 'other' || (found.kind === 'container' && !CHANCY.has(found.container));

/** Whether more bytes would tell nothing new of a source that {@link isCertain} does not hold of. */
export const tellsEnough = (head: Buffer): boolean => beginsWithFrames(head) || frameSync(head) !== undefined;

/**
 * Recognises a source that its first bytes do not tell, by more of them: as MP3 or AAC in ADTS that begins in the middle of a
 * frame or behind something else, by its frames; as no audio, by all that was looked at.
 *
 * ffmpeg's mp3 demuxer finds the first frame by itself, in 64 KiB (`mp3_read_header` in libavformat/mp3dec.c). Its aac demuxer
 * takes the first twelve set bits for one, and looks for them no further than it probes (`adts_aac_resync` in aacdec.c).
 *
 * @param head - as few bytes as tell enough, or `SYNC_WITHIN`, or all there are
 */
export function recogniseFurther(head: Buffer): Recognised {
  const found = recognise(head);
  if (isCertain(found) || beginsWithFrames(head)) return found;
  const sync = frameSync(head);
  // Where the first frame is damaged, its demuxer knows best.
  const isOther = found.kind !== 'container' || found.container !== sync?.container;
  if (sync && isOther) {
    return { kind: 'container', container: sync.container, junk: sync.container === 'aac' ? sync.offset : 0 };
  }
  const what = found.kind === 'unknown' ? foreignThroughout(head) : undefined;
  return what ? { kind: 'other', what } : found;
}

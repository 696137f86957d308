import { mpegHeader } from './mpeg/header.ts';

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

export type Recognised =
  | { readonly kind: 'container'; readonly container: Container }
  /** Certainly no audio; `what` completes "The source is …". */
  | { readonly kind: 'other'; readonly what: string }
  /** No signature matched: ffmpeg may probe. */
  | { readonly kind: 'unknown' };

/**
 * As many as are looked at: a paced source should not be waited for longer than it takes to know it. Most signatures have
 * 4 to 16 bytes; what is left is for the white space in front of a web page.
 */
export const SIGNATURE_BYTES = 64;

interface Signature {
  readonly container: Container;
  readonly matches: (bytes: Buffer) => boolean;
}

const text =
  (offset: number, ...options: string[]) =>
  (bytes: Buffer) =>
    options.some((option) => bytes.toString('latin1', offset, offset + option.length) === option);

const hex = (digits: string) => (bytes: Buffer) => bytes.toString('hex', 0, digits.length / 2) === digits;

const both =
  (...tests: ((bytes: Buffer) => boolean)[]) =>
  (bytes: Buffer) =>
    tests.every((test) => test(bytes));

/** AC-3 and E-AC-3 share a sync word; `bsid`, the high five bits of byte 5, tells them apart (ATSC A/52, E.1.3.1.6). */
const dolby = (lowest: number, highest: number) => (bytes: Buffer) => {
  const bsid = (bytes[5] ?? 0xff) >> 3;
  return bsid >= lowest && bsid <= highest;
};

/** ADTS: twelve set bits, layer 0, and a sampling frequency index that exists (ISO 14496-3, 1.A.2.2). */
const adts = (bytes: Buffer): boolean => {
  const [first = 0, second = 0, third = 0] = bytes;
  return first === 0xff && (second & 0xf6) === 0xf0 && ((third >> 2) & 0x0f) < 13;
};

const mpeg = (bytes: Buffer): boolean => mpegHeader(bytes, 0) !== undefined;

const SIGNATURES: readonly Signature[] = [
  { container: 'flac', matches: text(0, 'fLaC') },
  { container: 'ogg', matches: text(0, 'OggS') },
  { container: 'wav', matches: both(text(0, 'RIFF', 'RF64', 'BW64'), text(8, 'WAVE')) },
  // Sony Wave64's RIFF is a GUID (66666972-912E-11CF-A5D6-28DB04C10000).
  { container: 'w64', matches: hex('726966662e91cf11a5d628db04c10000') },
  { container: 'mov', matches: text(4, 'ftyp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot') },
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

/** What people paste by mistake, so that the answer can say so. */
const OTHERS: readonly { readonly what: string; readonly matches: (bytes: Buffer) => boolean }[] = [
  {
    what: 'a web page, not audio',
    matches: (bytes) => /^\s*<(!doctype html|html|head|body)/i.test(bytes.toString('latin1', 0, SIGNATURE_BYTES)),
  },
  {
    what: 'an XML document, not audio',
    matches: (bytes) => /^\s*<\?xml/.test(bytes.toString('latin1', 0, SIGNATURE_BYTES)),
  },
  {
    what: 'a playlist, not audio; give the address of one of its entries',
    matches: (bytes) => /^(#EXTM3U|\[playlist\])/i.test(bytes.toString('latin1', 0, 16)),
  },
  {
    what: 'a picture, not audio',
    matches: (bytes) => hex('89504e47')(bytes) || hex('ffd8ff')(bytes) || text(0, 'GIF8')(bytes),
  },
  { what: 'a PDF document, not audio', matches: text(0, '%PDF') },
  { what: 'an archive, not audio', matches: (bytes) => hex('504b0304')(bytes) || hex('1f8b08')(bytes) },
];

/**
 * Recognises a source by its first bytes, which any ID3v2 tag has been taken from.
 *
 * @param bytes - the first {@link SIGNATURE_BYTES}, or all there are
 */
export function recognise(bytes: Buffer): Recognised {
  const found = SIGNATURES.find(({ matches }) => matches(bytes));
  if (found) return { kind: 'container', container: found.container };
  const other = OTHERS.find(({ matches }) => matches(bytes));
  return other ? { kind: 'other', what: other.what } : { kind: 'unknown' };
}

/** Ogg pages (RFC 3533, section 6), as far as an answer's end depends on them. */

/** Bytes of a page header before its segment table. */
const HEADER_LENGTH = 27;

const END_OF_STREAM = 0x04;

/** How the first packet of an audio codec begins: Opus, Vorbis, FLAC (RFC 7845, section 5.1; Vorbis I, 4.2.1; RFC 9639, 10.1). */
const AUDIO = ['OpusHead', '\x01vorbis', '\x7fFLAC'];

/** Whether an Ogg file begins with its audio; where it is a film, its first page is of the picture. */
export const beginsWithAudio = (head: Buffer): boolean => {
  const start = head.toString('latin1', HEADER_LENGTH, HEADER_LENGTH + 16);
  return AUDIO.some((name) => start.includes(name));
};

export interface OggPage {
  /** Bytes, header and body. */
  readonly length: number;
  /** Whether it carries the flag that tells a player: this is the end, and nothing is missing. */
  readonly endOfStream: boolean;
}

/**
 * The page that begins at `offset`, or `undefined` while it is not there in whole.
 *
 * @throws {Error} when no page begins there: the muxer is ours, so this is a defect and not an input
 */
export function oggPageAt(bytes: Buffer, offset: number): OggPage | undefined {
  if (bytes.length < offset + HEADER_LENGTH) return undefined;
  if (bytes.toString('latin1', offset, offset + 4) !== 'OggS') throw new Error(`no Ogg page at ${offset}`);
  const segments = bytes.readUInt8(offset + 26);
  const bodyStart = offset + HEADER_LENGTH + segments;
  if (bytes.length < bodyStart) return undefined;
  const body = bytes.subarray(offset + HEADER_LENGTH, bodyStart).reduce((sum, lacing) => sum + lacing, 0);
  const length = HEADER_LENGTH + segments + body;
  if (bytes.length < offset + length) return undefined;
  return { length, endOfStream: (bytes.readUInt8(offset + 5) & END_OF_STREAM) !== 0 };
}

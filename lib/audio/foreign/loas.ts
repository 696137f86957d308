import type { Signature } from '../signature.ts';

/** Bytes of the sync word and the length behind it. */
const HEADER = 3;

/** A sync word of eleven bits, 0x2b7, and a length of thirteen that does not count them (ISO 14496-3, 1.7.2). */
const frameLength = (bytes: Buffer, offset: number): number | undefined =>
  bytes.length >= offset + HEADER && bytes.readUInt16BE(offset) >>> 5 === 0x2b7
    ? HEADER + (bytes.readUIntBE(offset, HEADER) & 0x1fff)
    : undefined;

/** LOAS, the framing of broadcast AAC. Eleven bits are soon found: its length has to lead to another frame. */
export const loas: Signature = (bytes) => {
  const length = frameLength(bytes, 0);
  return length !== undefined && frameLength(bytes, length) !== undefined;
};

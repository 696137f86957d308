/** Bytes of a header up to and with its length. */
export const ADTS_LENGTH_WITHIN = 6;

/** Bytes of the ADTS frame at `offset` (ISO 14496-3, 1.A.2.2.1), `undefined` where none begins or its length is not there yet. */
export function adtsFrameLength(bytes: Buffer, offset: number): number | undefined {
  if (bytes.length < offset + ADTS_LENGTH_WITHIN || (bytes.readUInt16BE(offset) & 0xfff6) !== 0xfff0) return undefined;
  return (bytes.readUIntBE(offset + 3, 3) >>> 5) & 0x1fff;
}

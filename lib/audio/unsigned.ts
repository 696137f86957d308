/**
 * The unsigned big-endian number of `length` bytes (1 to 8) at `offset`; NaN where they are not all there, which no
 * comparison holds of: so a file that ends early, or lies about where something is, tells nothing instead of throwing.
 */
export function unsigned(bytes: Buffer, offset: number, length: number): number {
  if (!Number.isSafeInteger(offset) || offset < 0 || offset + length > bytes.length) return Number.NaN;
  if (length <= 6) return bytes.readUIntBE(offset, length);
  return bytes.readUIntBE(offset, length - 4) * 2 ** 32 + bytes.readUInt32BE(offset + length - 4);
}

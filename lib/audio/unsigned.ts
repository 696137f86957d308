/**
 * The unsigned big-endian number of `length` bytes (1 to 8) at `offset`; NaN where they are not all there, which no
 * comparison holds of: so a file that ends early, or lies about where something is, tells nothing instead of throwing.
 */
export function unsigned(bytes: Uint8Array, offset: number, length: number): number {
  if (!Number.isSafeInteger(offset) || offset < 0 || offset + length > bytes.length) return Number.NaN;
  let value = 0;
  for (let at = offset; at < offset + length; at++) value = value * 256 + (bytes[at] ?? 0);
  return value;
}

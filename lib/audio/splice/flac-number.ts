/** A number coded as UTF-8 codes characters, of up to 36 bits (RFC 9639, section 9.1.5). */
export function codedNumber(number: number): readonly number[] {
  if (number < 0x80) return [number];
  // Each byte behind the first has six bits; the first has six less the bytes behind it.
  let more = 1;
  while (number >= 2 ** (6 * more + 6 - more)) more += 1;
  const behind = Array.from({ length: more }, (_, at) => 0x80 | (Math.floor(number / 64 ** (more - 1 - at)) & 0x3f));
  const ones = (0xff << (7 - more)) & 0xff;
  return [ones | Math.floor(number / 64 ** more), ...behind];
}

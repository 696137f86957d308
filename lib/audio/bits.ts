/** Reads bits from the highest of the first byte on; what lies behind the last byte reads as 0, and `left` is negative. */
export interface Bits {
  readonly read: (count: number) => number;
  readonly left: () => number;
}

export function bits(bytes: Buffer): Bits {
  let position = 0;
  const one = (): number => {
    const bit = ((bytes[position >> 3] ?? 0) >> (7 - (position & 7))) & 1;
    position += 1;
    return bit;
  };
  return {
    read: (count) => {
      let value = 0;
      for (let i = 0; i < count; i++) value = value * 2 + one();
      return value;
    },
    left: () => bytes.length * 8 - position,
  };
}

/** White noise in −1…1 from a seed (xorshift32, Marsaglia 2003): the same piece, byte for byte, on every machine. */
export function noise(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  };
}

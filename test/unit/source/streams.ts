/** Bytes in chunks that end where the given list says, empty ones included. */
export const cutAt = (bytes: Buffer, ends: readonly number[]): Buffer[] => {
  const cuts = [0, ...ends.filter((end) => end <= bytes.length).sort((a, b) => a - b), bytes.length];
  return cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end));
};

export async function* streamOf(chunks: readonly Buffer[]): AsyncGenerator<Buffer, void, undefined> {
  yield* chunks;
}

export const listOf = async (chunks: AsyncIterable<Buffer>): Promise<Buffer[]> => {
  const list: Buffer[] = [];
  for await (const chunk of chunks) list.push(chunk);
  return list;
};

export const collect = async (chunks: AsyncIterable<Buffer>): Promise<Buffer> => Buffer.concat(await listOf(chunks));

/** A small repeatable generator (mulberry32), so that a failing split can be tried again. */
export const randomFrom = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

/** The benchmarks that docs/benchmarks.md is made of, and how often each is done. */
export const BENCHMARKS: readonly (readonly [script: string, rounds: number])[] = [
  ['bench:start', 5],
  ['bench:pool', 5],
  ['bench:streams', 2],
  ['bench:cpu', 3],
  ['bench:long', 2],
  ['bench:cold', 15],
  ['bench:sizes', 3],
  ['bench:price', 3],
  ['bench:client', 15],
  ['bench:sources', 5],
  ['bench:seeking', 3],
  ['bench:monitoring', 7],
  ['bench:fallback', 5],
];

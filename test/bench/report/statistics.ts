/** What stands in the middle of some values, or where so much of them is below. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);
export const worst = (values: readonly number[]): number => Math.max(...values);

/** The median of the ratios of runs that took turns: what the machine did meanwhile, it did to both. */
export const ratio = (of: readonly number[], to: readonly number[]): number =>
  median(of.map((value, at) => value / (to[at] ?? Number.NaN)));

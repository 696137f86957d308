/** Values that a bucket keeps one by one, for its percentiles; of more than these a percentile is about right. */
const KEPT_VALUES = 1000;

/** What is known of the values of one stretch of time. */
export interface Bucket {
  sum: number;
  count: number;
  minimum: number;
  maximum: number;
  readonly values: number[];
}

export const emptyBucket = (): Bucket => ({
  sum: 0,
  count: 0,
  minimum: Number.POSITIVE_INFINITY,
  maximum: Number.NEGATIVE_INFINITY,
  values: [],
});

/** Adds one bucket to another. */
export function addBucket(to: Bucket, from: Bucket): void {
  to.sum += from.sum;
  to.count += from.count;
  to.minimum = Math.min(to.minimum, from.minimum);
  to.maximum = Math.max(to.maximum, from.maximum);
  to.values.push(...from.values.slice(0, Math.max(0, KEPT_VALUES - to.values.length)));
}

export const bucketOf = (value: number): Bucket => ({
  ...{ sum: value, count: 1, minimum: value, maximum: value },
  values: [value],
});

/** The p-th percentile, between two values where it falls between them. */
function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (p / 100) * (sorted.length - 1);
  const [below = 0, above = below] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return below + (above - below) * (at - Math.floor(at));
}

const NAMED: ReadonlyMap<string, (bucket: Bucket) => number> = new Map([
  ['Sum', ({ sum }) => sum],
  ['SampleCount', ({ count }) => count],
  ['Average', ({ sum, count }) => sum / count],
  ['Minimum', ({ minimum }) => minimum],
  ['Maximum', ({ maximum }) => maximum],
]);

/**
 * A statistic by its name, as in `Sum` or `p99.9`; `undefined` where it is none of those that are here.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export function statistic(name: string): ((bucket: Bucket) => number) | undefined {
  const [, p] = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(name) ?? [];
  return p === undefined ? NAMED.get(name) : ({ values }) => percentile(values, Number(p));
}

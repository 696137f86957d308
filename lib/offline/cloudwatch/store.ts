import { addBucket, type Bucket, bucketOf, emptyBucket } from './statistics.ts';

/** A metric and the exact set of its dimensions: with one more or one less it is another. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A stretch of time; all are seconds since the epoch. */
export interface Stretch {
  /** Inclusive. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly period: number;
}

export interface MetricStore {
  /** @param time - milliseconds since the epoch */
  record(metric: MetricId, value: number, time: number): void;
  /** Start of a period → what was recorded in it, oldest first; periods without a value are left out. */
  read(metric: MetricId, stretch: Stretch): Map<number, Bucket>;
}

const MINUTE = 60;
const HOUR = 3600;

/**
 * How long CloudWatch keeps how much: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 * A service that runs for days would fill its memory with seconds.
 */
const KEPT = [
  { olderThan: 15 * 24 * HOUR, step: HOUR },
  { olderThan: 3 * HOUR, step: MINUTE },
] as const;

const keyOf = ({ namespace, name, dimensions }: MetricId): string =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** All metrics of a service, by the second while they are young. */
export function createMetricStore(clock: () => number = Date.now): MetricStore {
  const metrics = new Map<string, Map<number, Bucket>>();
  let folded = 0;

  function put(buckets: Map<number, Bucket>, start: number, bucket: Bucket): void {
    const there = buckets.get(start) ?? emptyBucket();
    buckets.set(start, there);
    addBucket(there, bucket);
  }

  /** Makes minutes of old seconds, and hours of old minutes. */
  function fold(buckets: Map<number, Bucket>, now: number): void {
    for (const [start, bucket] of [...buckets]) {
      const step = KEPT.find(({ olderThan }) => start < now - olderThan)?.step;
      if (step === undefined || start % step === 0) continue;
      buckets.delete(start);
      put(buckets, start - (start % step), bucket);
    }
  }

  function foldAll(): void {
    const now = Math.floor(clock() / 1000);
    if (now - folded < MINUTE) return;
    folded = now;
    for (const buckets of metrics.values()) fold(buckets, now);
  }

  return {
    record(metric, value, time) {
      const key = keyOf(metric);
      const buckets = metrics.get(key) ?? new Map<number, Bucket>();
      metrics.set(key, buckets);
      put(buckets, Math.floor(time / 1000), bucketOf(value));
      foldAll();
    },
    read(metric, { start, end, period }) {
      const periods = new Map<number, Bucket>();
      for (const [second, bucket] of metrics.get(keyOf(metric)) ?? []) {
        if (second >= start && second < end) put(periods, second - (second % period), bucket);
      }
      return new Map([...periods].sort(([a], [b]) => a - b));
    },
  };
}

import type { Pool } from '../environment/pool.ts';
import type { LambdaMetrics } from './lambda-metrics.ts';

const SECOND = 1000;

/** Takes every pool's figures each second, until it is stopped. */
export function startSampler(pools: ReadonlyMap<Pool, LambdaMetrics>): { stop(): void } {
  const timer = setInterval(() => {
    for (const [pool, metrics] of pools) metrics.sample(pool.figures());
  }, SECOND).unref();
  return { stop: () => clearInterval(timer) };
}

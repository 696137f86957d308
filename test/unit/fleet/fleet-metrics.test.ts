import { describe, expect, test } from 'vitest';
import { fleetMetrics } from '../../../lib/fleet/metrics/fleet-metrics.ts';
import { cloud, DEPLOYMENT, idOf } from './cloud.ts';

const START = Date.parse('2026-11-23T15:30:05Z');

function monitored() {
  const sky = cloud();
  const failures: unknown[] = [];
  const now = { ms: START };
  const metrics = fleetMetrics({
    deployment: DEPLOYMENT,
    periodSeconds: 60,
    read: sky.read,
    onFailure: (error) => failures.push(error),
    clock: () => now.ms,
  });
  return { sky, failures, now, metrics };
}

describe('the answer of /metrics', () => {
  test('is asked for once a minute, by however many', async () => {
    const { sky, now, metrics } = monitored();
    const [one, other] = await Promise.all([metrics(), metrics()]);
    expect(one).toBe(other);
    const asked = sky.asked.length;
    now.ms += 54_000;
    expect(await metrics()).toContain('metrics_age_seconds 54\n');
    expect(sky.asked).toHaveLength(asked);
    now.ms += 1000;
    expect(await metrics()).toContain('metrics_age_seconds 0\n');
    expect(sky.asked.length).toBeGreaterThan(asked);
  });

  test('is an error, and no row of zeros, while CloudWatch was never heard', async () => {
    const { sky, failures, metrics } = monitored();
    sky.down = true;
    await expect(metrics()).rejects.toMatchObject({ code: 'INTERNAL_ERROR', recoverable: true, status: 500 });
    expect(failures).toEqual([new Error('no route to host')]);
    sky.down = false;
    expect(await metrics()).toContain('throttles_total 0\n');
  });

  test('is what was known, with its age, while CloudWatch is not heard any more', async () => {
    const { sky, now, metrics } = monitored();
    sky.record('throttles_total', START / 1000 - 600, 5);
    expect(await metrics()).toContain('throttles_total 5\n');
    sky.down = true;
    now.ms += 300_000;
    const told = await metrics();
    expect(told).toContain('throttles_total 5\n');
    expect(told).toContain('metrics_age_seconds 300\n');
    sky.down = false;
    now.ms += 60_000;
    expect(await metrics()).toContain('metrics_age_seconds 0\n');
  });

  test('says that it is partial', async () => {
    const { sky, metrics } = monitored();
    sky.partial.add(idOf('transcode_latency_ms_bucket{le="50"}'));
    const told = await metrics();
    expect(told).toContain('metrics_partial 1\n');
    // A histogram without one of its buckets would be another.
    expect(told).not.toContain('transcode_latency_ms');
    expect(told).toContain('transcode_duration_seconds_count 0\n');
  });

  test('has buckets that never fall, though CloudWatch may be behind with one', async () => {
    const { sky, metrics } = monitored();
    const then = START / 1000 - 600;
    for (const [bound, count] of [
      ['50', 3],
      ['100', 2],
      ['200', 3],
    ] as const)
      sky.record(`transcode_latency_ms_bucket{le="${bound}"}`, then, count);
    const buckets = [...(await metrics()).matchAll(/^transcode_latency_ms_bucket\{le="(.+)"\} (\d+)$/gm)];
    expect(buckets.map(([, bound, count]) => `${bound}:${count}`).join(' ')).toBe(
      '10:0 25:0 50:3 100:3 200:3 500:3 1000:3 2500:3 5000:3 +Inf:3',
    );
  });
});

import { expect, test } from 'vitest';
import type { ReadPoints } from '../../../lib/fleet/cloudwatch.ts';
import { fleetStatus } from '../../../lib/fleet/status/fleet-status.ts';
import { cloud, DEPLOYMENT, idOf } from './cloud.ts';

const WARM = { requested: 4, allocated: 4, available: 4, status: 'READY' };

/** What is told of a function of which 4 environments are warm, and what the log is told. */
function asked(read: ReadPoints, periodSeconds = 60) {
  const failures: unknown[] = [];
  const concurrency = { reserved: async () => 50, provisioned: async () => WARM };
  const onFailure = (error: unknown) => void failures.push(error);
  return { failures, status: fleetStatus({ deployment: DEPLOYMENT, periodSeconds, concurrency, read, onFailure }) };
}

test.for([
  [1, 1],
  [60, 60],
  [3600, 60],
])('Where /metrics has periods of %i s, the streams are those of %i s.', async ([period, expected]) => {
  const sky = cloud();
  sky.record('active_streams', Date.now() / 1000, 3);
  const { status } = asked(sky.read, period);
  expect(await status()).toEqual({ activeStreams: 3, maxStreams: 50, provisioned: WARM, isFresh: true });
  expect(sky.asked.map((span) => span.period)).toEqual([expected]);
});

test('What CloudWatch tells in part is not told as a number of streams.', async () => {
  const sky = cloud();
  sky.partial.add(idOf('active_streams'));
  const { status, failures } = asked(sky.read);
  expect(await status()).toMatchObject({ activeStreams: undefined, maxStreams: 50, isFresh: false });
  expect(failures.length).toBeGreaterThan(0);
});

import { expect, test } from 'vitest';
import type { FleetStatus } from '../../../lib/fleet/status/fleet-status.ts';
import { serviceHealth } from '../../../lib/fleet/status/health.ts';

const WARM = { requested: 4, allocated: 4, available: 4, status: 'READY' };
const FLEET: FleetStatus = { activeStreams: 2, maxStreams: 50, provisioned: WARM, isFresh: true };
const found = (fleet: Partial<FleetStatus> = {}, ffmpegVersion: string | undefined = '7.1.5') =>
  serviceHealth({ version: '1.2.3', uptimeSeconds: 5.9, ffmpegVersion, maxStreams: 40, fleet: { ...FLEET, ...fleet } });

test('All is well.', () =>
  expect(found()).toEqual({
    status: 'healthy',
    service: 'sluice',
    version: '1.2.3',
    uptime_seconds: 5,
    ffmpeg_version: '7.1.5',
    active_streams: 2,
    max_streams: 50,
    provisioned: WARM,
  }));

test.for<[string, Partial<FleetStatus>, object]>([
  ['nothing is provisioned', { provisioned: undefined }, { status: 'healthy' }],
  ['fewer are ready than were asked for', { provisioned: { ...WARM, allocated: 2 } }, { status: 'degraded' }],
  ['the figures are old', { isFresh: false }, { status: 'degraded', active_streams: 2 }],
  [
    'there are none',
    { isFresh: false, activeStreams: undefined, maxStreams: undefined },
    { status: 'degraded', active_streams: null, max_streams: 40 },
  ],
])('%s', ([, fleet, expected]) => expect(found(fleet)).toMatchObject(expected));

test('Without an encoder it cannot serve.', () => {
  const health = serviceHealth({
    version: '1',
    uptimeSeconds: 1,
    ffmpegVersion: undefined,
    maxStreams: 1,
    fleet: FLEET,
  });
  expect(health).toMatchObject({ status: 'unhealthy', ffmpeg_version: null });
});

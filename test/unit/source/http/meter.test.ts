import { expect, test } from 'vitest';
import { SOURCE_LIMITS } from '../../../../lib/settings/source-limits.ts';
import { startMeter } from '../../../../lib/source/http/meter.ts';

const limits = { ...SOURCE_LIMITS, maxBytes: 1_000, floorBytesPerSecond: 10, floorMs: 2_000 };

test('a source may have as many bytes as the limit says, and not one more', () => {
  const meter = startMeter(limits);
  meter.count(600, 0);
  meter.count(400, 0);
  expect(() => meter.count(1, 0)).toThrow(expect.objectContaining({ code: 'DOWNLOAD_FAILED', recoverable: false }));
  expect(meter.bytes).toBe(1_000);
});

test('what drips is too late, though it is never silent for long', () => {
  const meter = startMeter(limits);
  meter.count(5, 1_000);
  expect(() => meter.count(5, 1_000)).toThrow(expect.objectContaining({ code: 'TIMEOUT', recoverable: true }));
});

test('what keeps the floor may go on for ever, and a burst is not remembered', () => {
  const meter = startMeter(limits);
  for (let second = 0; second < 20; second += 1) meter.count(10, 1_000);
  meter.count(500, 0);
  meter.count(1, 1_900);
  expect(() => meter.count(1, 2_000)).not.toThrow();
  expect(() => meter.count(1, 2_000)).toThrow(expect.objectContaining({ code: 'TIMEOUT' }));
});

test('time in which nobody waits does not count', () => {
  const meter = startMeter(limits);
  for (let byte = 0; byte < 500; byte += 1) meter.count(1, 0);
  expect(meter.bytes).toBe(500);
});

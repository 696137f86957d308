import { describe, expect, test } from 'vitest';
import { statistic } from '../../../lib/offline/cloudwatch/statistics.ts';
import { createMetricStore } from '../../../lib/offline/cloudwatch/store.ts';

const METRIC = { namespace: 'Own', name: 'size', dimensions: { b: '2', a: '1' } };
const NOON = Date.UTC(2026, 10, 23, 12) / 1000;
const HOUR = 3600;

function filled(...records: readonly (readonly [second: number, value: number])[]) {
  const clock = { now: NOON * 1000 };
  const store = createMetricStore(() => clock.now);
  for (const [second, value] of records) store.record(METRIC, value, second * 1000 + 999);
  const read = (start: number, end: number, period: number, stat = 'Sum') =>
    [...store.read(METRIC, { start, end, period })].map(([at, bucket]) => [at - NOON, statistic(stat)?.(bucket)]);
  return { clock, store, read };
}

describe('what is recorded', () => {
  test('is told by periods that begin with the hour, the end left out', () => {
    const { read } = filled([NOON, 1], [NOON + 59, 2], [NOON + 60, 4], [NOON + 119, 8], [NOON + 120, 16]);
    expect(read(NOON, NOON + 120, 60)).toEqual([
      [0, 3],
      [60, 12],
    ]);
    expect(read(NOON, NOON + 120, 1).map(([at]) => at)).toEqual([0, 59, 60, 119]);
    expect(read(NOON - HOUR, NOON + HOUR, HOUR)).toEqual([[0, 31]]);
  });

  test('is found by the same dimensions in another order, and not by fewer', () => {
    const { store } = filled([NOON, 1]);
    const span = { start: NOON, end: NOON + 1, period: 1 };
    expect(store.read({ ...METRIC, dimensions: { a: '1', b: '2' } }, span).size).toBe(1);
    expect(store.read({ ...METRIC, dimensions: { a: '1' } }, span).size).toBe(0);
    expect(store.read({ ...METRIC, namespace: 'Other' }, span).size).toBe(0);
  });

  test('is kept by the second for three hours, by the minute for fifteen days, then by the hour, and no sum changes', () => {
    const records = Array.from({ length: 7200 }, (_, second) => [NOON + second, 1] as const);
    const { clock, store, read } = filled(...records);
    const all = () => read(NOON, NOON + 2 * HOUR, 1);
    expect(all()).toHaveLength(7200);
    for (const [hours, kept] of [
      [4.9, 114 + 360],
      [6, 120],
      [15 * 24 + 3, 2],
    ] as const) {
      clock.now = (NOON + hours * HOUR) * 1000;
      store.record(METRIC, 0, clock.now);
      expect([hours, all().length]).toEqual([hours, kept]);
      expect(all().reduce((sum, [, value]) => sum + Number(value), 0)).toBe(7200);
    }
  });
});

test.for<[string, number | undefined]>([
  ['Sum', 110],
  ['SampleCount', 11],
  ['Average', 10],
  ['Minimum', 5],
  ['Maximum', 15],
  ['p0', 5],
  ['p50', 10],
  ['p95', 14.5],
  ['p99.9', 14.99],
  ['p100', 15],
  ['p101', undefined],
  ['tm99', undefined],
])('%s of 5 to 15 is %s', ([name, expected]) => {
  const { read } = filled(...Array.from({ length: 11 }, (_, index) => [NOON, 15 - index] as const));
  const [told] = statistic(name) ? read(NOON, NOON + 1, 1, name) : [[0, undefined] as const];
  if (expected === undefined) expect(told?.[1]).toBeUndefined();
  else expect(told?.[1]).toBeCloseTo(expected, 9);
});

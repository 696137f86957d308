import { describe, expect, test } from 'vitest';
import { figuresReader } from '../../../lib/fleet/metrics/figures.ts';
import { cloud, idOf, SERIES } from './cloud.ts';

const at = (text: string): number => Date.parse(text) / 1000;
const THROTTLES = 'throttles_total';
const DAY = '2026-11-23T';

describe('a counter', () => {
  test('is the sum since the beginning of the UTC month, of whole periods', async () => {
    const sky = cloud();
    for (const time of ['10-31T23:59:59', '11-01T00:00:00', '11-12T07:30:00', '11-23T14:59:59', '11-23T15:01:00'])
      sky.record(THROTTLES, at(`2026-${time}Z`), 1);
    sky.record(THROTTLES, at(`${DAY}15:30:10Z`), 1);
    const read = figuresReader(SERIES, sky.read, 60);
    expect((await read(at(`${DAY}15:30:30Z`))).values.get(idOf(THROTTLES))).toBe(4);
    expect((await read(at(`${DAY}15:31:00Z`))).values.get(idOf(THROTTLES))).toBe(5);
  });

  test('counts what comes late', async () => {
    const sky = cloud();
    const read = figuresReader(SERIES, sky.read, 60);
    expect((await read(at(`${DAY}15:05:00Z`))).values.get(idOf(THROTTLES))).toBe(0);
    sky.record(THROTTLES, at(`${DAY}14:58:00Z`), 1);
    expect((await read(at(`${DAY}15:06:00Z`))).values.get(idOf(THROTTLES))).toBe(1);
    expect((await read(at(`${DAY}15:20:00Z`))).values.get(idOf(THROTTLES))).toBe(1);
  });

  test('never falls while CloudWatch tells only a part', async () => {
    const sky = cloud();
    const read = figuresReader(SERIES, sky.read, 60);
    sky.record(THROTTLES, at(`${DAY}15:01:00Z`), 3);
    sky.record(THROTTLES, at(`${DAY}15:02:00Z`), 4);
    expect(await read(at(`${DAY}15:05:00Z`))).toMatchObject({ complete: true });
    sky.partial.add(idOf(THROTTLES));
    const told = await read(at(`${DAY}15:06:00Z`));
    expect([told.complete, told.values.get(idOf(THROTTLES))]).toEqual([false, 7]);
  });

  test('is not there, and not 0, while only a part of it was ever told', async () => {
    const sky = cloud();
    sky.partial.add(idOf(THROTTLES));
    const told = await figuresReader(SERIES, sky.read, 60)(at(`${DAY}15:05:00Z`));
    expect([told.complete, told.values.has(idOf(THROTTLES)), told.values.get(idOf('cold_starts_total'))]).toEqual([
      false,
      false,
      0,
    ]);
  });

  test('begins anew with the month', async () => {
    const sky = cloud();
    const read = figuresReader(SERIES, sky.read, 60);
    sky.record(THROTTLES, at('2026-11-30T23:58:00Z'), 9);
    expect((await read(at('2026-11-30T23:59:59Z'))).values.get(idOf(THROTTLES))).toBe(9);
    sky.record(THROTTLES, at('2026-12-01T00:00:30Z'), 1);
    expect((await read(at('2026-12-01T00:01:00Z'))).values.get(idOf(THROTTLES))).toBe(1);
  });
});

test('The sum of last month is not told in the next, not even where that is told in part.', async () => {
  const sky = cloud();
  const read = figuresReader(SERIES, sky.read, 60);
  sky.record(THROTTLES, at('2026-11-30T23:58:00Z'), 9);
  await read(at('2026-11-30T23:59:59Z'));
  sky.partial.add(idOf(THROTTLES));
  const told = await read(at('2026-12-01T00:01:00Z'));
  expect([told.complete, told.values.has(idOf(THROTTLES))]).toEqual([false, false]);
});

test('Hours that are over are asked for once, and again where something was missing.', async () => {
  const sky = cloud();
  const read = figuresReader(SERIES, sky.read, 60);
  const hourly = () => sky.asked.filter(({ period }) => period === 3600).length;
  sky.partial.add(idOf(THROTTLES));
  await read(at(`${DAY}15:30:00Z`));
  await read(at(`${DAY}15:31:00Z`));
  expect(hourly()).toBe(2);
  sky.partial.clear();
  await read(at(`${DAY}15:32:00Z`));
  await read(at(`${DAY}15:33:00Z`));
  await read(at(`${DAY}16:14:00Z`));
  expect(hourly()).toBe(3);
  await read(at(`${DAY}16:15:00Z`));
  expect(hourly()).toBe(4);
});

describe('a gauge', () => {
  test.for(['active_streams', 'memory_usage_bytes'])('%s of which only a part was told is marked', async (name) => {
    const sky = cloud();
    const read = figuresReader(SERIES, sky.read, 60);
    for (const minute of ['15:31', '15:32']) sky.record(name, at(`${DAY}${minute}:10Z`), 4);
    sky.partial.add(idOf(name));
    expect(await read(at(`${DAY}15:33:30Z`))).toMatchObject({ complete: false });
  });
  test('of what runs is the last that was told, and 0 when that is long ago', async () => {
    const sky = cloud();
    const read = figuresReader(SERIES, sky.read, 60);
    sky.record('active_streams', at(`${DAY}15:30:10Z`), 4);
    sky.record('active_streams', at(`${DAY}15:31:10Z`), 7);
    sky.record('active_streams', at(`${DAY}15:31:40Z`), 2);
    const streams = async (time: string) => (await read(at(`${DAY}${time}Z`))).values.get(idOf('active_streams'));
    expect([await streams('15:31:50'), await streams('15:34:00'), await streams('15:40:00')]).toEqual([7, 7, 0]);
  });

  test('of what is told at the end of a stream stays until the next one ends, and is not there before the first', async () => {
    const sky = cloud();
    const read = figuresReader(SERIES, sky.read, 60);
    const memory = async (time: string) => (await read(at(time))).values.get(idOf('memory_usage_bytes'));
    expect(await memory(`${DAY}15:30:00Z`)).toBeUndefined();
    sky.record('memory_usage_bytes', at(`${DAY}15:30:10Z`), 90e6);
    sky.record('memory_usage_bytes', at(`${DAY}15:30:20Z`), 70e6);
    expect(await memory(`${DAY}15:31:00Z`)).toBe(90e6);
    expect(await memory(`${DAY}19:00:00Z`)).toBe(90e6);
    expect(await memory('2026-12-01T00:01:00Z')).toBe(90e6);
  });
});

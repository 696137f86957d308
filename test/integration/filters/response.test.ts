import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answering, answering } from '../../fixtures/answered.ts';
import { bands, presets } from '../../fixtures/responses.ts';
import { levelsOf, tones, tonesOf } from '../../fixtures/tones.ts';

const RATES = [8000, 11_025, 16_000, 22_050, 44_100, 48_000];
/** dB that a measured response may differ from its definition: the issue's own bound. */
const TOLERANCE = 0.5;

/** Neighbours that pull against each other, and all that a boost can add up to. */
const BAND_SETS = [
  [12, -24, 12, -24, 12, -24, 12, -24, 12, -24],
  [12, 12, 12, 12, 12, 12, 12, 12, 12, 12],
];
/** One band alone each way, and the deepest cut: at one rate, because nothing in them depends on that. */
const FURTHER = [
  [0, 0, 0, 0, 0, 12, 0, 0, 0, -24],
  [-24, -24, -24, -24, -24, -24, -24, -24, -24, -24],
];
/** Linear: what keeps all ten bands at +12 dB below the limiter. */
const QUIETER = 0.25;

let service: Answering;
const sources = new Map<number, string>();

beforeAll(async () => {
  for (const rate of RATES) sources.set(rate, await tones(rate));
  service = await answering([...sources.values()]);
});
afterAll(() => service?.stop());

const measured = async (rate: number, filters: Record<string, unknown>): Promise<readonly number[]> =>
  levelsOf(await service.samples(sources.get(rate) ?? '', { filters }), rate);

const unchanged = new Map<number, Promise<readonly number[]>>();

/** dB by which each tone of a source is changed. */
const changed = async (rate: number, filters: Record<string, unknown>): Promise<readonly number[]> => {
  const reference = unchanged.get(rate) ?? measured(rate, {});
  unchanged.set(rate, reference);
  const [before, after] = [await reference, await measured(rate, filters)];
  return after.map((level, index) => level - (before[index] ?? Number.NaN));
};

/** The largest difference in dB; NaN where anything is. */
const farthest = (rate: number, change: readonly number[], definition: (hz: number) => number): number =>
  Math.max(...tonesOf(rate).map((hz, index) => Math.abs((change[index] ?? Number.NaN) - definition(hz))));

const farthestOfBands = async (rate: number, eq_bands: readonly number[]): Promise<number> => {
  const definition = (hz: number) => bands(hz, eq_bands) + 20 * Math.log10(QUIETER);
  return farthest(rate, await changed(rate, { eq_bands, volume: QUIETER }), definition);
};

describe.for(RATES)('a source of %d Hz', (rate) => {
  test.for(['bass_boost', 'treble', 'voice'] as const)('gets the response of %s.', async (eq_preset) => {
    expect(farthest(rate, await changed(rate, { eq_preset }), presets[eq_preset])).toBeLessThan(TOLERANCE);
  });
  test.for(BAND_SETS.map((gains) => [gains]))('gets the response of the bands %j.', async ([gains = []]) => {
    expect(await farthestOfBands(rate, gains)).toBeLessThan(TOLERANCE);
  });
});

test.for(FURTHER.map((gains) => [gains]))('The bands %j have their response.', async ([gains = []]) => {
  expect(await farthestOfBands(44_100, gains)).toBeLessThan(TOLERANCE);
});

test('flat leaves every sample as it is.', async () => {
  const file = sources.get(44_100) ?? '';
  expect(await service.samples(file, { filters: { eq_preset: 'flat' } })).toEqual(await service.samples(file));
});

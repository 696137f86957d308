import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answering, answering } from '../../fixtures/answered.ts';
import { levelAt, peakDb, rmsDb } from '../../fixtures/levels.ts';
import { media, tone } from '../../fixtures/media.ts';

const SECONDS = 4;
const RATE = 48_000;

let service: Answering;
let source = '';
let asItIs: Float32Array;

beforeAll(async () => {
  source = await tone(1000, SECONDS, RATE);
  const kinds = [await media('mp3'), await media('vorbis'), await media('webm')];
  service = await answering([source, ...kinds]);
  asItIs = await service.samples(source);
});
afterAll(() => service?.stop());

test.for([0.01, 0.25, 0.5, 1.5, 2])('Volume %d is that gain.', async (volume) => {
  const samples = await service.samples(source, { filters: { volume } });
  expect(Math.abs(rmsDb(samples) - rmsDb(asItIs) - 20 * Math.log10(volume))).toBeLessThan(0.1);
  expect(samples.length).toBe(SECONDS * RATE);
});

test('Volume 0 is silence.', async () => {
  const samples = await service.samples(source, { filters: { volume: 0 } });
  expect(samples.every((sample) => sample === 0)).toBe(true);
  expect(samples.length).toBe(SECONDS * RATE);
});

test('A boost to 6 dB over full scale is held below it, without harmonics.', async () => {
  const filters = { volume: 2, eq_bands: [0, 0, 0, 0, 0, 12, 0, 0, 0, 0] };
  const samples = await service.samples(source, { filters });
  expect(peakDb(samples)).toBeLessThan(-0.9);
  const settled = samples.subarray(RATE, 3 * RATE);
  const fundamental = levelAt(settled, RATE, 1000);
  expect(fundamental).toBeGreaterThan(-1.1);
  // Clipped hard, the third harmonic of this tone is 16 dB below it.
  for (const harmonic of [2, 3, 5, 7]) expect(levelAt(settled, RATE, 1000 * harmonic) - fundamental).toBeLessThan(-80);
  expect(samples.length).toBe(SECONDS * RATE);
});

test('A limiter that has nothing to do changes no sample.', async () => {
  const filters = { volume: 2 };
  const louder = await service.samples(source, { filters });
  expect(peakDb(louder)).toBeLessThan(-5.9);
  // Twice a sample of 16 bits is one as well.
  expect(louder).toEqual(asItIs.map((sample) => sample * 2));
});

describe('fades are straight lines', () => {
  const cases: [string, Record<string, unknown>, (second: number) => number][] = [
    ['in', { fade_in: 2 }, (second) => Math.min(1, second / 2)],
    ['out', { fade_out: 1.5, duration: 3 }, (second) => Math.min(1, (3 - second) / 1.5)],
    ['in and out, where both do not fit', { fade_in: 2, fade_out: 2, duration: 2 }, (s) => (s / 2) * ((2 - s) / 2)],
    ['out, longer than the answer', { fade_out: 5, duration: 2 }, (second) => (2 - second) / 2],
  ];
  test.for(cases)('%s', async ([, fields, envelope]) => {
    const samples = await service.samples(source, fields);
    expect(samples.length).toBe(Math.round(((fields.duration as number) ?? SECONDS) * RATE));
    let farthest = 0;
    for (const [i, sample] of samples.entries()) {
      farthest = Math.max(farthest, Math.abs(sample - (asItIs[i] ?? 0) * envelope(i / RATE)));
    }
    // A step of 16 bits, up or down, and the one that the source itself was rounded by.
    expect(farthest).toBeLessThan(2 / 32_768);
  });
});

test.for(['mp3', 'vorbis', 'webm'] as const)(
  'A fade-out whose duration reaches past the end of %s ends with it.',
  async (kind) => {
    const file = await media(kind);
    const cut = { start: 18, duration: 10 };
    const [plain, faded] = [await service.samples(file, cut), await service.samples(file, { ...cut, fade_out: 1 })];
    expect(faded.length).toBe(plain.length);
    const end = (samples: Float32Array) => samples.subarray(-RATE / 2);
    const envelope = end(plain).map((sample, i) => sample * (0.5 - i / RATE));
    expect(Math.abs(rmsDb(end(faded)) - rmsDb(envelope))).toBeLessThan(0.5);
  },
);

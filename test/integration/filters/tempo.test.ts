import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answering, answering } from '../../fixtures/answered.ts';
import { levelAt } from '../../fixtures/levels.ts';
import { tone } from '../../fixtures/media.ts';

const SECONDS = 4;
const HZ = 1000;
/** Seconds of a frame of Opus, the longest that the issue allows a changed speed to be off. */
const FRAME = 0.02;
const CENTS = 5;

let service: Answering;
let source = '';
let low = '';

beforeAll(async () => {
  source = await tone(HZ, SECONDS, 44_100);
  low = await tone(HZ, SECONDS, 8000);
  service = await answering([source, low]);
});
afterAll(() => service?.stop());

/** Cents by which the loudest tone within an eighth of a tone of `hz` is off; in steps of half a cent. */
function centsOff(samples: Float32Array, hz: number): number {
  const middle = samples.subarray(24_000, 72_000);
  const steps = Array.from({ length: 51 }, (_, index) => index / 2 - 12.5);
  const levels = steps.map((cents) => levelAt(middle, 48_000, hz * 2 ** (cents / 1200)));
  return steps[levels.indexOf(Math.max(...levels))] ?? Number.NaN;
}

describe('speed', () => {
  test.for([0.5, 0.75, 0.9, 1.1, 1.5, 2])('%d changes the length and not the pitch.', async (speed) => {
    const samples = await service.samples(source, { filters: { speed } });
    expect(Math.abs(samples.length / 48_000 - SECONDS / speed)).toBeLessThan(FRAME);
    expect(Math.abs(centsOff(samples, HZ))).toBeLessThan(CENTS);
  });
});

describe('pitch', () => {
  test.for([0.5, 0.8, 1.0595, 1.5, 2])('%d changes the pitch and not the length.', async (pitch) => {
    const samples = await service.samples(source, { filters: { pitch } });
    expect(Math.abs(samples.length / 48_000 - SECONDS)).toBeLessThan(FRAME);
    expect(Math.abs(centsOff(samples, HZ * pitch))).toBeLessThan(CENTS);
  });
});

test.for([
  [0.5, 2],
  [2, 0.5],
  [0.5, 0.5],
  [1.3, 0.7],
])('Speed %d and pitch %d go together, also of a source of 8 kHz.', async ([speed = 1, pitch = 1]) => {
  const samples = await service.samples(low, { filters: { speed, pitch } });
  expect(Math.abs(samples.length / 48_000 - SECONDS / speed)).toBeLessThan(FRAME);
  expect(Math.abs(centsOff(samples, HZ * pitch))).toBeLessThan(CENTS);
});

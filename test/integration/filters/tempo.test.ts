import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answering, answering } from '../../fixtures/answered.ts';
import { cached } from '../../fixtures/cache.ts';
import { levelAt } from '../../fixtures/levels.ts';
import { media, tone } from '../../fixtures/media.ts';

const SECONDS = 4;
const HZ = 1000;
/** Seconds of a frame of Opus, the longest that the issue allows a changed speed to be off. */
const FRAME = 0.02;
const CENTS = 5;

let service: Answering;
let source = '';
let low = '';
const files = new Map<string, string>();

beforeAll(async () => {
  source = await tone(HZ, SECONDS, 44_100);
  low = await tone(HZ, SECONDS, 8000);
  for (const kind of ['wav', 'mp3', 'vorbis'] as const) files.set(kind, await media(kind));
  files.set('listed', await listed(await media('wav')));
  service = await answering([source, low, ...files.values()]);
});
afterAll(() => service?.stop());

/** A WAV with 2000 bytes of a chunk that nobody reads between its header and its sound. */
const listed = (path: string): Promise<string> =>
  cached('listed.wav', ['listed', path], async (to) => {
    const bytes = await readFile(path);
    const list = Buffer.alloc(2008, 'LIST');
    list.writeUInt32LE(2000, 4);
    const at = bytes.indexOf('fmt ') + 24;
    await writeFile(to, Buffer.concat([bytes.subarray(0, at), list, bytes.subarray(at)]));
  });

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

describe.for([8000, 12_000, 16_000, 22_050, 44_100, 48_000])('At %d Hz', (sample_rate) => {
  test.for<[kind: 'wav' | 'listed' | 'mp3' | 'vorbis', filters: Record<string, number>]>([
    ['wav', { speed: 0.5 }],
    ['listed', { speed: 1.7 }],
    ['mp3', { speed: 1.3, pitch: 0.7 }],
    ['vorbis', { speed: 0.9, pitch: 2 }],
  ])('the length of %s at %j is right to the sample.', async ([kind, filters]) => {
    const file = files.get(kind) ?? '';
    const samples = await service.samples(file, { filters, sample_rate, start: 14 });
    const { speed = 1 } = filters;
    // A sample for each of the two roundings: at the chain's rate and at the answer's.
    expect(Math.abs(samples.length - ((20 - 14) / speed) * sample_rate)).toBeLessThanOrEqual(2);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answering, answering } from '../../fixtures/answered.ts';
import { decode } from '../../fixtures/audio.ts';
import { floatTone } from '../../fixtures/float-wav.ts';
import { peakDb, rmsDb } from '../../fixtures/levels.ts';

const SECONDS = 8;
const RATE = 44_100;
/** Linear: 12 dB under full scale. */
const QUIET = 0.25;
/** Linear: 12 dB over it. */
const LOUD = 4;

const ODD: readonly [name: string, bits: 32 | 64, odd: number][] = [
  ['NaN', 32, Number.NaN],
  ['minus infinity', 64, Number.NEGATIVE_INFINITY],
  ['1e300', 64, 1e300],
];

const files = new Map<string, string>();
let service: Answering;

beforeAll(async () => {
  const shape = { rate: RATE, seconds: SECONDS };
  files.set('none', await floatTone('float-none', { ...shape, bits: 32, peak: QUIET }));
  files.set('loud', await floatTone('float-loud', { ...shape, bits: 32, peak: LOUD }));
  for (const [name, bits, odd] of ODD) {
    files.set(name, await floatTone(`float-${name.replace(' ', '-')}`, { ...shape, bits, peak: QUIET, odd }));
  }
  service = await answering([...files.values()]);
});
afterAll(() => service?.stop());

const answered = async (name: string, fields: Readonly<Record<string, unknown>>): Promise<Float32Array> => {
  const { output_format } = fields;
  const file = files.get(name) ?? '';
  return output_format === undefined ? service.samples(file, fields) : decode(await service.bytes(file, fields));
};

describe.for<[string, Record<string, unknown>, seconds: number]>([
  ['an equaliser', { filters: { eq_preset: 'bass_boost' } }, 1],
  ['loudness', { normalize: true }, 4],
  ['a chain', { filters: { custom_filter: 'highpass=f=80' } }, 1],
  ['MP3', { output_format: 'mp3' }, 1],
  ['AAC', { output_format: 'aac' }, 1],
])('In %s', ([, fields, seconds]) => {
  test.for(ODD)('a single %s of a source in floating point is over when it is over.', async ([name]) => {
    const [clean, odd] = [await answered('none', fields), await answered(name, fields)];
    expect(odd.length).toBe(clean.length);
    const from = (SECONDS / 4 + seconds) * 48_000;
    expect(Math.abs(rmsDb(odd.subarray(from)) - rmsDb(clean.subarray(from)))).toBeLessThan(0.5);
  });
});

test('What a source in floating point has over full scale is there to be turned down.', async () => {
  const samples = await service.samples(files.get('loud') ?? '', { filters: { volume: 0.125 } });
  expect(Math.abs(peakDb(samples) - 20 * Math.log10(LOUD / 8))).toBeLessThan(0.1);
  const sine = rmsDb(samples) - peakDb(samples);
  expect(Math.abs(sine + 3.01)).toBeLessThan(0.02);
});

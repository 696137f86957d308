import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answering, answering } from '../../fixtures/answered.ts';
import { decode, loudness } from '../../fixtures/audio.ts';
import { media } from '../../fixtures/media.ts';

const SECONDS = 20;

let service: Answering;
let source = '';

beforeAll(async () => {
  source = await media('wav');
  service = await answering([source]);
});
afterAll(() => service?.stop());

test.for<[string, number, number]>([
  ['flac', -23, 2],
  ['flac', -14, 1],
  ['opus', -16, 2],
  ['opus', -14, 2],
  ['aac', -16, 2],
  ['aac', -14, 2],
  ['mp3', -16, 1],
  ['mp3', -14, 2],
])(
  '%s at %d LUFS and %d channels has its loudness and no true peak over −1 dBTP.',
  async ([output_format, target, channels]) => {
    const fields = { output_format, normalize: true, target_loudness: target, channels };
    const audio = await service.bytes(source, fields);
    const { integrated, truePeak } = await loudness(audio);
    expect(Math.abs(integrated - target)).toBeLessThan(1);
    expect(truePeak).toBeLessThan(-1);
    if (output_format === 'flac') expect((await decode(audio)).length).toBe(SECONDS * 48_000);
  },
);

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { OUTPUT_FORMATS } from '../../../lib/contract/formats.ts';
import { answerTo } from '../../fixtures/answer.ts';
import { decode } from '../../fixtures/audio.ts';
import { rmsDb } from '../../fixtures/levels.ts';
import { media } from '../../fixtures/media.ts';

/** Decoded to whole numbers and to floating point: swresample scales its mix of the one, and of the other only when told. */
test.for((['wav', 'mp3'] as const).flatMap((kind) => OUTPUT_FORMATS.map((format) => [kind, format] as const)))(
  'One channel is the mean of two, and no louder: %s as %s.',
  async ([kind, output_format]) => {
    const file = await readFile(await media(kind));
    const level = async (channels: 1 | 2): Promise<number> => {
      const answer = await answerTo({ output_format, channels, duration: 10 }, file, kind);
      const raw = { inputOptions: ['-f', 's16le', '-ar', '48000', '-ac', `${channels}`] };
      if (output_format === 'pcm') return rmsDb(await decode(answer, raw));
      if (output_format === 'wav') return rmsDb(await decode(answer.subarray(answer.indexOf('data') + 8), raw));
      return rmsDb(await decode(answer));
    };
    // Of the format's own answer with two, since LAME makes everything 0.45 dB quieter (its presets' scale of 0.95).
    expect(Math.abs((await level(1)) - (await level(2)))).toBeLessThan(0.2);
  },
);

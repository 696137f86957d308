import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { OUTPUT_FORMATS } from '../../../lib/contract/formats.ts';
import { answerTo } from '../../fixtures/answer.ts';
import { decode } from '../../fixtures/audio.ts';
import { rmsDb } from '../../fixtures/levels.ts';
import { media } from '../../fixtures/media.ts';

const RAW = ['-f', 's16le', '-ar', '48000', '-ac', '1'];

/** Decoded to whole numbers and to floating point: swresample scales its mix of the one, and of the other only when told. */
test.for((['wav', 'mp3'] as const).flatMap((kind) => OUTPUT_FORMATS.map((format) => [kind, format] as const)))(
  'One channel is the mean of two, and no louder: %s as %s.',
  async ([kind, output_format]) => {
    const file = await media(kind);
    const answer = await answerTo({ output_format, channels: 1, duration: 10 }, await readFile(file), kind);
    const isRaw = output_format === 'pcm' || output_format === 'wav';
    const mono = await decode(output_format === 'wav' ? answer.subarray(answer.indexOf('data') + 8) : answer, {
      inputOptions: isRaw ? RAW : [],
    });
    const mean = (await decode(file, { channels: 1 })).subarray(0, 480_000);
    expect(Math.abs(rmsDb(mono) - rmsDb(mean))).toBeLessThan(0.2);
  },
);

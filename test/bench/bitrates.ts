import { readFile } from 'node:fs/promises';
import { ensureSample } from '../../lib/cli/sample/sample.ts';
import { LENGTH_SECONDS } from '../../lib/cli/sample/score.ts';
import { answerTo, inTurns } from '../fixtures/answer.ts';
import { askings, kbpsOf } from '../fixtures/bitrates.ts';
import { denseWav } from '../fixtures/dense.ts';

/**
 * How near each lossy answer comes to the bitrate that was asked for, over a minute of a dense programme and over the
 * bundled sample: the outermost by format, and every one that misses by more than a tenth.
 *
 *   npm run bench:bitrates [-- SECONDS]
 */
const SECONDS = Number(process.argv[2] ?? 60);
const sources = [
  { name: 'dense', seconds: SECONDS, wav: denseWav(SECONDS * 48_000, 48_000, 2) },
  { name: 'waltz', seconds: LENGTH_SECONDS, wav: await readFile(await ensureSample()) },
];

for (const { name, seconds, wav } of sources) {
  const reached = await inTurns(askings, async (asked) => {
    const answer = await answerTo({ ...asked }, wav);
    return kbpsOf(asked.output_format, answer, seconds) / asked.bitrate;
  });
  process.stdout.write(`\n${name}, ${seconds} s\n\n| format | asked | least | most |\n|---|---|---|---|\n`);
  for (const format of new Set(askings.map(({ output_format }) => output_format))) {
    const own = reached.filter((_, index) => askings[index]?.output_format === format);
    const [least, most] = [Math.min(...own), Math.max(...own)].map((ratio) => ratio.toFixed(3));
    process.stdout.write(`| ${format} | ${own.length} | ${least} | ${most} |\n`);
  }
  for (const [index, ratio] of reached.entries()) {
    if (Math.abs(ratio - 1) > 0.1) process.stdout.write(`${JSON.stringify(askings[index])}: ${ratio.toFixed(3)}\n`);
  }
}

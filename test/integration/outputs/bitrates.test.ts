import { expect, test } from 'vitest';
import { answerTo, inTurns } from '../../fixtures/answer.ts';
import { askings, kbpsOf } from '../../fixtures/bitrates.ts';
import { denseWav } from '../../fixtures/dense.ts';

/** Long enough for what an encoder saves up at the start: a minute is `npm run bench:bitrates`. */
const SECONDS = 4;

test('every bitrate that may be asked for is the one that comes, within a tenth', async () => {
  const source = denseWav(SECONDS * 48_000, 48_000, 2);
  const measured = await inTurns(askings, async (asked) => ({
    ...asked,
    reached: kbpsOf(asked.output_format, await answerTo({ ...asked }, source), SECONDS) / asked.bitrate,
  }));
  expect(measured.length).toBeGreaterThan(150);
  expect(measured.filter(({ reached }) => Math.abs(reached - 1) > 0.1)).toEqual([]);
});

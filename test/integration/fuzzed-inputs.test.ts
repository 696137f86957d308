import { beforeAll, expect, test } from 'vitest';
import { requireDebian } from '../fixtures/debian.ts';
import { campaign } from '../fuzz/inputs/campaign.ts';
import { writtenFiles } from '../fuzz/inputs/real-files.ts';

/** Few, so that it takes seconds: `npm run fuzz:inputs` has the others, of the corpus too. */
const INPUTS = 200;
const SEED = 5;

beforeAll(() => requireDebian('ffmpeg'), 300_000);

test('Damaged files are refused with a reason, broken off, or answered with what decodes; nothing of them is left.', async () => {
  const numbers = Array.from({ length: INPUTS }, (_, index) => index);
  const wrong: string[] = [];
  const kinds = new Set<string>();
  await campaign(
    { kinds: [await writtenFiles()], seed: SEED, numbers, isSanitized: false },
    ({ kind, input, wrong: what }) => {
      kinds.add(kind);
      wrong.push(...what.map((each) => `number ${input.number}, ${input.name}: ${each}`));
    },
    (aftermath) => wrong.push(...aftermath),
  );
  expect(wrong).toEqual([]);
  // All that can come of it has: the damage is neither too little nor too much.
  expect([...kinds]).toEqual(expect.arrayContaining(['complete', 'UNSUPPORTED_FORMAT', 'broken off, DOWNLOAD_FAILED']));
});

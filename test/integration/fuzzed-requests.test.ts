import { expect, onTestFinished, test } from 'vitest';
import { campaign } from '../fuzz/requests/campaign.ts';

/** Few, so that it takes seconds: `npm run fuzz:requests` has the others. */
const REQUESTS = 500;
const SEED = 5;

test('Whatever is asked is answered by the contract, contacts no forbidden source, and tells no secret.', async () => {
  const before = process.env.POWERTOOLS_METRICS_DISABLED;
  process.env.POWERTOOLS_METRICS_DISABLED = 'true';
  onTestFinished(() => {
    if (before === undefined) delete process.env.POWERTOOLS_METRICS_DISABLED;
    else process.env.POWERTOOLS_METRICS_DISABLED = before;
  });
  const wrong: string[] = [];
  const statuses = new Set<number>();
  await campaign(REQUESTS, SEED, ({ number, answered, wrong: what }) => {
    statuses.add(answered.statusCode);
    wrong.push(...what.map((each) => `number ${number}: ${each}`));
  });
  expect(wrong).toEqual([]);
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 403, 404, 405, 415, 422, 502]));
});

import { beforeAll, expect, test } from 'vitest';
import { ALLOWED } from '../../lib/contract/custom-filter/allowed.ts';
import { requireDebian } from '../fixtures/debian.ts';
import { campaign } from '../fuzz/campaign.ts';

beforeAll(() => requireDebian('strace'), 300_000);

// The long form is `npm run fuzz:filters`; docs/reliability.md says what it found.
test('Of 5,000 generated strings none that is accepted opens, connects, lengthens or runs away; 60 of them are run.', async () => {
  const findings = await campaign({ count: 5_000, seed: 4, run: 60 });
  expect(findings.failures).toEqual([]);
  expect(findings.ran).toBe(60);
  // A generator whose strings are all refused, or all of one kind, would find nothing.
  expect(findings.accepted).toBeGreaterThan(1_000);
  expect(findings.filters.size).toBeGreaterThan(ALLOWED.size - 4);
});

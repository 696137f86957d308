import { expect, test } from 'vitest';
import { initSeconds } from '../../../lib/offline/config/defaults.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
test.for([
  ['provisioned-concurrency', 30, 130],
  ['provisioned-concurrency', 900, 900],
  ['on-demand', 30, 40],
] as const)('An environment of %s with a timeout of %i s has %i s to initialise.', ([type, timeout, seconds]) => {
  expect(initSeconds(type, timeout)).toBe(seconds);
});

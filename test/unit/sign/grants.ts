import type { SigningKey } from '../../../lib/sign/keys.ts';

/** 9 October 2025, 08:53:20 UTC, in Unix seconds: when all the tests of signatures happen. */
export const NOW = 1_760_000_000;

export const KEY: SigningKey = { id: 'k1', secret: 'correct horse battery staple' };

export const clock = () => NOW * 1000;

import { expect, test } from 'vitest';
import { signQuery } from '../../../lib/sign/sign.ts';
import { verify } from '../../../lib/sign/verify.ts';
import { clock, KEY, NOW } from './grants.ts';

const ALPHABET = 'abcXYZ0189-_.~%+&=;,/?:@!*\'() "#\n\u00e4';

/** A linear congruential generator (Numerical Recipes): the same mutations in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** The parameters that a query means: a mutation such as `%3A` to `%3a` is no other request. */
function meaning(query: string): string {
  return JSON.stringify([...new URLSearchParams(query)].sort(([a], [b]) => (a < b ? -1 : 1)));
}

test('any one character replaced, dropped or put in anywhere in a query is refused', async () => {
  const query = await signQuery({
    key: KEY,
    parameters: { source_url: 'https://example.com/a b.mp3?x=1', output_format: 'opus', speed: '1.25' },
    expires: NOW + 3600,
    caps: { duration: 600, bitrate: 128, formats: ['opus', 'aac'] },
    clock,
  });
  const random = seeded(20_251_009);
  const keys = new Map([[KEY.id, KEY.secret]]);
  const accepted: string[] = [];
  let tried = 0;
  for (let place = 0; place < query.length; place++) {
    for (const [drop, put] of [
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 0],
      [0, 1],
    ] as const) {
      const char = put ? (ALPHABET[random(ALPHABET.length)] ?? '') : '';
      const mutated = query.slice(0, place) + char + query.slice(place + drop);
      if (meaning(mutated) === meaning(query)) continue;
      tried++;
      const result = await verify({ method: 'GET', path: '/transcode', query: mutated, headers: {} }, keys, clock);
      if (result.ok) accepted.push(mutated);
    }
  }
  expect(accepted).toEqual([]);
  expect(tried).toBeGreaterThan(5 * query.length);
});

test('the last character of a signature has one spelling, although two of its bits carry nothing', async () => {
  const query = await signQuery({ key: KEY, parameters: {}, expires: NOW + 3600, clock });
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const accepted: string[] = [];
  for (const char of alphabet) {
    const request = { method: 'GET', path: '/transcode', query: query.slice(0, -1) + char, headers: {} };
    if ((await verify(request, new Map([[KEY.id, KEY.secret]]), clock)).ok) accepted.push(char);
  }
  expect(accepted).toEqual([query.at(-1)]);
});

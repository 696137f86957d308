import { expect, test } from 'vitest';
import { parseKeys } from '../../../lib/sign/keys.ts';

test('keys are pairs of an id and a secret, and a secret may hold colons', () => {
  expect([...parseKeys('a:one, b-2:two:three ')]).toEqual([
    ['a', 'one'],
    ['b-2', 'two:three'],
  ]);
});

test('no text is no keys', () => {
  expect(parseKeys('').size).toBe(0);
  expect(parseKeys(' ').size).toBe(0);
});

test.each([
  ['without a secret', 'a:one,b', /key 2.*secret/],
  ['with an empty secret', 'a:', /key 1.*secret/],
  ['without an id', ':hunter2', /key 1.*id/],
  ['with an id that needs encoding', 'a b:hunter2', /key 1.*id/],
  ['with an id given before', 'a:one,a:hunter2', /key 2.*before/],
  ['that is empty', 'a:one,', /key 2/],
])('a pair %s is refused', (_, text, message) => {
  expect(() => parseKeys(text)).toThrow(message);
});

test('a refusal never repeats a secret', () => {
  for (const text of ['hunter2', ':hunter2', 'a:hunter2,a:hunter2', 'hunter2 x:y']) {
    expect(() => parseKeys(text)).toThrow(expect.not.objectContaining({ message: expect.stringContaining('hunter2') }));
  }
});

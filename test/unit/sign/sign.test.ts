import { describe, expect, test } from 'vitest';
import { signHeaders, signQuery } from '../../../lib/sign/sign.ts';
import { clock, KEY, NOW } from './grants.ts';

const grant = { key: KEY, expires: NOW + 60, clock };

describe('a grant that no server would accept is refused where it is made', () => {
  test.each([
    ['expired', { expires: NOW }, /past/],
    ['too far ahead', { expires: NOW + 86_401 }, /ahead/],
    ['a fraction of a second', { expires: NOW + 0.5 }, /whole/],
    ['an id that needs encoding', { key: { id: 'k 1', secret: 's' } }, /id/],
    ['a limit that is a fraction', { caps: { duration: 1.5 } }, /no cap/],
    ['a limit of no format', { caps: { formats: [] } }, /no cap/],
  ])('%s', async (_, change, message) => {
    await expect(signQuery({ ...grant, parameters: {}, ...change })).rejects.toThrow(message);
    await expect(signHeaders({ ...grant, body: '{}', ...change })).rejects.toThrow(message);
  });

  test('a parameter that belongs to the signature', async () => {
    await expect(signQuery({ ...grant, parameters: { sig: 'x' } })).rejects.toThrow('"sig"');
  });

  test('a parameter given twice', async () => {
    await expect(signQuery({ ...grant, parameters: new URLSearchParams('a=1&a=2') })).rejects.toThrow('twice');
  });
});

test('the order in which parameters are given does not matter', async () => {
  const one = await signQuery({ ...grant, parameters: { b: '2', a: '1', 'a.b': '3' } });
  const other = await signQuery({ ...grant, parameters: { 'a.b': '3', a: '1', b: '2' } });
  expect(one).toBe(other);
  expect(one).toMatch(/^a=1&a\.b=3&b=2&exp=/);
});

test('a grant of no parameters is a query of the signature alone', async () => {
  expect(await signQuery({ ...grant, parameters: {} })).toMatch(/^exp=\d+&kid=k1&sig=[\w-]{43}$/);
});

import { expect, test } from 'vitest';
import { parseTarget } from '../../../../lib/source/guard/target.ts';
import { requestHeaders } from '../../../../lib/source/http/request-headers.ts';

const target = parseTarget('http://example.com:8080/a', new Set());

test('a source is asked for its bytes as they are, by name', () => {
  expect(requestHeaders(target, 'Sluice/1.0.0', {}, { keep: false, titles: false })).toEqual({
    accept: '*/*',
    'user-agent': 'Sluice/1.0.0',
    host: 'example.com:8080',
    'accept-encoding': 'identity',
    connection: 'close',
  });
});

test("the caller's headers replace the defaults in any spelling, but nothing that the guard relies on", () => {
  const own = { 'USER-AGENT': 'curl/8', Host: 'internal', 'Accept-Encoding': 'gzip', Authorization: 'Bearer x' };
  expect(requestHeaders(target, 'Sluice/1.0.0', own, { keep: false, titles: false })).toEqual({
    accept: '*/*',
    'user-agent': 'curl/8',
    authorization: 'Bearer x',
    host: 'example.com:8080',
    'accept-encoding': 'identity',
    connection: 'close',
  });
});

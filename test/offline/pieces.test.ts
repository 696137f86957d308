import { describe, expect, test } from 'vitest';
import { preludeSplitter } from '../../lib/offline/front/prelude.ts';
import { routeFinder } from '../../lib/offline/front/router.ts';
import { splitLines } from '../../lib/offline/process/lines.ts';

describe('the prelude', () => {
  const bytes = Buffer.concat([
    Buffer.from('{"statusCode":201,"headers":{"a":1}}'),
    Buffer.alloc(8),
    Buffer.from('body'),
  ]);

  test.each([1, 2, 5, 40, 43, 44, 1000])('is found in chunks of %i bytes', (size) => {
    const split = preludeSplitter();
    let rest = '';
    let status = 0;
    for (let at = 0; at < bytes.length; at += size) {
      const chunk = bytes.subarray(at, at + size);
      if (status) {
        rest += chunk;
        continue;
      }
      const found = split(chunk);
      if (!found) continue;
      status = found.prelude.statusCode;
      rest += found.rest;
      expect(found.prelude.headers).toEqual({ a: '1' });
    }
    expect([status, rest]).toEqual([201, 'body']);
  });

  test.each(['no json', '{"statusCode":99}', '{"statusCode":200,"headers":3}', '{"cookies":"a=1"}'])(
    'is refused when it is %s',
    (text) => {
      expect(() => preludeSplitter()(Buffer.concat([Buffer.from(text), Buffer.alloc(8)]))).toThrow();
    },
  );
});

describe('a route', () => {
  const find = routeFinder({
    routes: { '/a': 'a', '/a/b': 'b', '/c/': 'c' },
    aliases: { '/v1': '', '/old': '/a' },
  });

  test.each([
    ['/a', 'a'],
    ['/a/x', 'a'],
    ['/a/b/c', 'b'],
    ['/ab', undefined],
    ['/c', 'c'],
    ['/v1/a/b', 'b'],
    ['/v1', undefined],
    ['/old/b', 'b'],
    ['/', undefined],
  ])('%s leads to %s', (path, key) => {
    expect(find(path)).toBe(key);
  });

  test('/ takes whatever no other takes', () => {
    const all = routeFinder({ routes: { '/': 'rest', '/a': 'a' }, aliases: {} });
    expect([all('/'), all('/x/y'), all('/a')]).toEqual(['rest', 'rest', 'a']);
  });
});

test('lines are whole however they arrive, and a long one comes in pieces', () => {
  const lines: string[] = [];
  const splitter = splitLines((line) => lines.push(line), 5);
  for (const byte of Buffer.from('ä\r\nb\n\n123456789')) splitter.feed(Buffer.from([byte]));
  splitter.end();
  expect(lines).toEqual(['ä', 'b', '', '12345', '6789']);
});

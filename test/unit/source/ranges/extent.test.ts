import { expect, test } from 'vitest';
import { isEmptySource, parseContentRange, rangeHeader } from '../../../../lib/source/ranges/extent.ts';

test.each([
  ['bytes 0-0/1', { first: 0, end: 1, total: 1 }],
  ['bytes 5-9/10', { first: 5, end: 10, total: 10 }],
  ['Bytes 0-99/*', { first: 0, end: 100, total: undefined }],
  [' bytes 0-4398046511103/4398046511104 ', { first: 0, end: 4398046511104, total: 4398046511104 }],
])('%j is a part', (text, extent) => {
  expect(parseContentRange(text)).toEqual(extent);
});

test.each([
  ...[undefined, '', 'bytes', 'bytes */10', 'bytes 0-9', 'bytes 0-/10', 'bytes -9/10', 'bytes 9-0/10'],
  ...['bytes 0-10/10', 'bytes 0-9/9', 'bytes 0-9,20-29/30', 'items 0-9/10', 'bytes=0-9/10', 'bytes 0x0-9/10'],
  ...['bytes 0-99999999999999999999/*', 'bytes 1.0-9/10', 'bytes +1-9/10', 'bytes 0-9/10 '.repeat(2)],
])('%j is none', (text) => {
  expect(parseContentRange(text)).toBeUndefined();
});

test('a range is asked for by its first and its last byte', () => {
  expect([rangeHeader(0, undefined), rangeHeader(0, 1), rangeHeader(100, 200)]).toEqual([
    'bytes=0-',
    'bytes=0-0',
    'bytes=100-199',
  ]);
});

test('nothing of nothing is an empty source; nothing of something is not', () => {
  expect(['bytes */0', 'Bytes */0', 'bytes */10', 'bytes 0-0/1', undefined].map(isEmptySource)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

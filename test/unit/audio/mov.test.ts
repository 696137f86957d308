import { expect, test } from 'vitest';
import { indexPlace } from '../../../lib/audio/mov.ts';

const box = (type: string, size: number, content = Math.max(0, size - 8)): Buffer => {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(size);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, Buffer.alloc(content)]);
};
const large = (type: string, size: bigint): Buffer => {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(1);
  header.write(type, 4, 'latin1');
  header.writeBigUInt64BE(size, 8);
  return header;
};
const file = (...boxes: Buffer[]): Buffer => Buffer.concat([...boxes, Buffer.alloc(16)]);

test('an index in front of the audio ends where its box does', () => {
  expect(indexPlace(file(box('ftyp', 32), box('moov', 5_000, 0)))).toEqual({ end: 5_032 });
  expect(indexPlace(file(box('ftyp', 32), box('free', 100), large('moov', 70_000n)))).toEqual({ end: 70_132 });
});

test.each([
  ['at once', file(box('mdat', 1_000, 0))],
  ['behind its type', file(box('ftyp', 32), box('mdat', 1_000, 0))],
  ['behind some room', file(box('ftyp', 32), box('wide', 8), box('free', 200), box('mdat', 0, 0))],
  ['of more than 4 GB', file(box('ftyp', 32), large('mdat', 5_000_000_000n))],
])('audio %s means that the index stands behind it', (_where, bytes) => {
  expect(indexPlace(bytes)).toBe('last');
});

test('what is not there yet is asked for', () => {
  expect(indexPlace(box('ftyp', 32))).toEqual({ needs: 48 });
  expect(indexPlace(file(box('ftyp', 32), box('free', 4_000, 0)))).toEqual({ needs: 4_048 });
  expect(indexPlace(Buffer.alloc(3))).toEqual({ needs: 16 });
});

test.each([
  ['a fragment', file(box('ftyp', 32), box('moof', 100))],
  ['a box without a size', file(box('free', 0, 0))],
  ['a box that ends before it begins', file(box('free', 4, 0))],
  ['a box larger than any number', file(large('free', 2n ** 63n))],
  ['something else', Buffer.from('RIFF0000WAVEfmt 0000')],
])('%s is left to the demuxer', (_what, bytes) => {
  expect(indexPlace(bytes)).toEqual({ end: 0 });
});

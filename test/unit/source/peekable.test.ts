import { expect, test } from 'vitest';
import { dropId3v2 } from '../../../lib/source/id3v2.ts';
import { peekable } from '../../../lib/source/peekable.ts';
import { collect, cutAt, listOf, randomFrom, streamOf } from './streams.ts';

const BYTES = Buffer.from(Array.from({ length: 500 }, (_, index) => index & 0xff));

test('the first bytes can be looked at any number of times and stay in the stream', async () => {
  const random = randomFrom(7);
  for (let round = 0; round < 300; round += 1) {
    const cuts = Array.from({ length: random(9) }, () => random(BYTES.length + 1));
    const stream = peekable(streamOf(cutAt(BYTES, cuts)));
    for (const bytes of [random(100), 64, random(600), 0]) {
      expect(await stream.peek(bytes)).toEqual(BYTES.subarray(0, bytes));
    }
    expect(await collect(stream)).toEqual(BYTES);
  }
});

test('a stream that is shorter shows what it has', async () => {
  const stream = peekable(streamOf([Buffer.from('ab'), Buffer.from('c')]));
  expect((await stream.peek(64)).toString()).toBe('abc');
  expect((await collect(stream)).toString()).toBe('abc');
  expect(await peekable(streamOf([])).peek(64)).toHaveLength(0);
});

test('chunks are handed on uncopied, looked at or not', async () => {
  const chunks = cutAt(BYTES, [10, 200]);
  const stream = peekable(streamOf(chunks));
  await stream.peek(64);
  expect(await listOf(stream)).toEqual(chunks);
  const again = peekable(streamOf(chunks));
  await again.peek(64);
  for await (const chunk of again) expect(chunks).toContain(chunk);
});

test('no more is read than the look needs', async () => {
  let read = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    for (;;) {
      read += 1;
      yield Buffer.alloc(32);
    }
  };
  const stream = peekable(counted());
  expect(read).toBe(0);
  await stream.peek(64);
  expect(read).toBe(2);
});

test('a failure before enough was seen is thrown to whoever looks', async () => {
  const broken = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.from('ab');
    throw new Error('cut');
  };
  await expect(peekable(broken()).peek(64)).rejects.toThrow('cut');
});

test('whoever stops reading stops the source, in the kept chunks too', async () => {
  for (const after of [1, 4]) {
    const chunks = streamOf(cutAt(BYTES, [50, 100, 150, 200, 250]));
    const stream = peekable(chunks);
    await stream.peek(120);
    let seen = 0;
    for await (const _chunk of stream) {
      seen += 1;
      if (seen === after) break;
    }
    expect(await chunks.next()).toEqual({ done: true, value: undefined });
  }
});

test('behind a dropped tag the look sees audio, and the tag is known', async () => {
  const tag = Buffer.from([0x49, 0x44, 0x33, 3, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4]);
  const dropped = dropId3v2(streamOf(cutAt(Buffer.concat([tag, BYTES]), [3, 12, 40])));
  const stream = peekable(dropped);
  expect(await stream.peek(64)).toEqual(BYTES.subarray(0, 64));
  expect(dropped.droppedBytes).toBe(14);
  expect(await collect(stream)).toEqual(BYTES);
});

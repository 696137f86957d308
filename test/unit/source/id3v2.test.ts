import { expect, test } from 'vitest';
import { dropId3v2, id3v2Size } from '../../../lib/source/id3v2.ts';
import { collect, cutAt, listOf, randomFrom, streamOf } from './streams.ts';

const syncsafe = (size: number): number[] => [21, 14, 7, 0].map((shift) => (size >> shift) & 0x7f);

/** A tag with `size` bytes of content, which look like another tag's start to whoever loses count. */
const tag = (size: number, { footer = false } = {}): Buffer =>
  Buffer.concat([
    Buffer.from(['I', 'D', '3'].map((letter) => letter.charCodeAt(0))),
    Buffer.from([4, 0, footer ? 0x10 : 0, ...syncsafe(size)]),
    Buffer.alloc(size, 'ID3'),
    footer ? Buffer.from([0x33, 0x44, 0x49, 4, 0, 0x10, ...syncsafe(size)]) : Buffer.alloc(0),
  ]);

const AUDIO = Buffer.from([0xff, 0xfb, 0x90, 0x64, ...Array.from({ length: 300 }, (_, index) => index & 0xff)]);

test('sizes are syncsafe, and count header and footer', () => {
  expect(id3v2Size(tag(0))).toBe(10);
  expect(id3v2Size(tag(127))).toBe(137);
  expect(id3v2Size(tag(128))).toBe(138);
  expect(id3v2Size(tag(600_000))).toBe(600_010);
  expect(id3v2Size(tag(500, { footer: true }))).toBe(520);
  expect(id3v2Size(Buffer.from([0x49, 0x44, 0x33, 3, 0, 0, 0x7f, 0x7f, 0x7f, 0x7f]))).toBe(10 + 2 ** 28 - 1);
});

test.each([
  ['audio', AUDIO],
  ['a size with its high bit set', Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0x80, 0, 0, 0, 0])],
  ['version 255', Buffer.from([0x49, 0x44, 0x33, 0xff, 0, 0, 0, 0, 0, 0, 0])],
  ['revision 255', Buffer.from([0x49, 0x44, 0x33, 4, 0xff, 0, 0, 0, 0, 0, 0])],
  ['an ID3v1 tag', Buffer.from('TAG0000000000')],
  ['nine bytes of a header', tag(0).subarray(0, 9)],
])('%s is no ID3v2 tag', (_name, bytes) => {
  expect(id3v2Size(bytes)).toBe(0);
});

test.each([
  ['one tag', [tag(257)]],
  ['an empty tag', [tag(0)]],
  ['a tag with a footer', [tag(40, { footer: true })]],
  ['three tags in a row', [tag(30), tag(0, { footer: true }), tag(129)]],
])('%s is dropped however the stream is split', async (_name, tags) => {
  const whole = Buffer.concat([...tags, AUDIO]);
  const tagBytes = whole.length - AUDIO.length;
  for (let at = 0; at <= whole.length; at += 1) {
    const dropped = dropId3v2(streamOf(cutAt(whole, [at])));
    expect(await collect(dropped), `split at ${at}`).toEqual(AUDIO);
    expect(dropped.droppedBytes).toBe(tagBytes);
  }
  expect(await collect(dropId3v2(streamOf(cutAt(whole, [...whole.keys()]))))).toEqual(AUDIO);
});

test('a thousand random splits of random tags leave the audio', async () => {
  const random = randomFrom(20_261_122);
  for (let round = 0; round < 1_000; round += 1) {
    const tags = Array.from({ length: random(4) }, () => tag(random(400), { footer: random(2) === 1 }));
    const audio = AUDIO.subarray(0, random(AUDIO.length));
    const whole = Buffer.concat([...tags, audio]);
    const cuts = Array.from({ length: random(12) }, () => random(whole.length + 1));
    const dropped = dropId3v2(streamOf(cutAt(whole, cuts)));
    expect(await collect(dropped), `round ${round}`).toEqual(audio);
    expect(dropped.droppedBytes).toBe(whole.length - audio.length);
  }
});

test('of a file that is shorter than its tag claims nothing is left', async () => {
  const dropped = dropId3v2(streamOf(cutAt(tag(1_000).subarray(0, 400), [5, 100])));
  expect(await collect(dropped)).toHaveLength(0);
  expect(dropped.droppedBytes).toBe(400);
});

test.each(['', 'I', 'ID', 'ID3', 'ID3\u0004\u0000\u0000\u0000', 'IDs', 'IXYZ', 'fLaC', 'OggSmore'])(
  'what is no tag passes whole: %j',
  async (text) => {
    const bytes = Buffer.from(text, 'latin1');
    const dropped = dropId3v2(streamOf(cutAt(bytes, [1, 2])));
    expect(await collect(dropped)).toEqual(bytes);
    expect(dropped.droppedBytes).toBe(0);
  },
);

test('a tag in the middle of the audio stays', async () => {
  const whole = Buffer.concat([tag(5), AUDIO, tag(7), AUDIO]);
  expect(await collect(dropId3v2(streamOf(cutAt(whole, [15 + AUDIO.length]))))).toEqual(whole.subarray(15));
});

test('chunks behind the tag are the very ones that came, not copies', async () => {
  const chunks = [Buffer.concat([tag(3), AUDIO]), Buffer.alloc(10, 1), Buffer.alloc(10, 2)];
  const out = await listOf(dropId3v2(streamOf(chunks)));
  expect(out[0]?.buffer).toBe(chunks[0]?.buffer);
  expect(out[1]).toBe(chunks[1]);
  expect(out[2]).toBe(chunks[2]);
});

test('whoever stops reading stops the source', async () => {
  const chunks = streamOf([AUDIO, AUDIO, AUDIO]);
  for await (const _chunk of dropId3v2(chunks)) break;
  expect(await chunks.next()).toEqual({ done: true, value: undefined });
});

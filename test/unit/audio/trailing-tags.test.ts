import { expect, test } from 'vitest';
import { trailingTagLength } from '../../../lib/audio/trailing-tags.ts';

const audio = Buffer.alloc(500, 0x55);
const id3v1 = Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125)]);
const extended = Buffer.concat([Buffer.from('TAG+'), Buffer.alloc(223)]);
const lyrics = Buffer.from('LYRICSBEGININD0000200EAL00005Mills000030LYRICS200');

/** An APE tag of `items` bytes; `size` is what its footer says. */
function ape(items: number, hasHeader: boolean, size = items + 32): Buffer {
  const footer = Buffer.alloc(32);
  footer.write('APETAGEX');
  footer.writeUInt32LE(size, 12);
  footer.writeUInt32LE(hasHeader ? 0x80000000 : 0, 20);
  return Buffer.concat([hasHeader ? footer : Buffer.alloc(0), Buffer.alloc(items, 1), footer]);
}

const ending = lyrics.toString('latin1').replace('000030', String(lyrics.length - 15).padStart(6, '0'));
const lyrics3 = Buffer.from(ending);

test.for<[string, number, Buffer[]]>([
  ['nothing', 0, []],
  ['ID3v1', 128, [id3v1]],
  ['extended ID3v1', 355, [extended, id3v1]],
  ['APE', 132, [ape(100, false)]],
  ['APE with a header', 164, [ape(100, true)]],
  ['APE and ID3v1', 164 + 128, [ape(100, true), id3v1]],
  ['Lyrics3', lyrics3.length, [lyrics3]],
  ['Lyrics3, APE and ID3v1', lyrics3.length + 132 + 128, [lyrics3, ape(100, false), id3v1]],
  ['APE, Lyrics3 and ID3v1', lyrics3.length + 132 + 128, [ape(100, false), lyrics3, id3v1]],
  ['a tag twice', 128, [id3v1, id3v1]],
  ['Lyrics3 that begins elsewhere', 0, [lyrics]],
  ['Lyrics3 whose size is no number', 0, [Buffer.from(ending.replace(/\d{6}LYRICS/, '-00030LYRICS'))]],
  ['APE that is shorter than its footer', 0, [ape(100, false, 31)]],
  ['an ending without a tag', 0, [Buffer.from('TAG'), Buffer.alloc(100)]],
])('%s takes %i bytes', ([, length, tags]) => {
  expect(trailingTagLength(Buffer.concat([audio, ...tags]))).toBe(length);
});

test('a tag may be longer than the tail', () => {
  expect(trailingTagLength(Buffer.concat([audio, ape(0, true, 100_000)]))).toBe(100_032);
  expect(trailingTagLength(Buffer.concat([audio, ape(0, true, 0xffffffff)]))).toBe(0xffffffff + 32);
});

test('what is cut off at its beginning is no tag, and no accident', () => {
  const whole = Buffer.concat([lyrics3, ape(10, true), extended, id3v1]);
  for (let from = 0; from <= whole.length; from++)
    expect(trailingTagLength(whole.subarray(from))).toBeGreaterThanOrEqual(0);
});

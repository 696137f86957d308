import { describe, expect, test } from 'vitest';
import { id3v2Reader } from '../../../../lib/audio/tags/id3v2.ts';
import { MOST_FRAMES } from '../../../../lib/audio/tags/id3v2-frames.ts';

const syncsafe = (size: number): number[] => [21, 14, 7, 0].map((shift) => (size >> shift) & 0x7f);
const plain = (size: number): number[] => [24, 16, 8, 0].map((shift) => (size >> shift) & 0xff);

function tag(major: number, flags: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(['I'.charCodeAt(0), 0x44, 0x33, major, 0, flags, ...syncsafe(body.length)]), body]);
}

/** A frame of version 2.3, or of 2.4 where its flags are written by hand. */
const frame = (id: string, content: Buffer, size = plain(content.length), flags = [0, 0]): Buffer =>
  Buffer.concat([Buffer.from(id), Buffer.from([...size, ...flags]), content]);
const frame4 = (id: string, content: Buffer, flags = [0, 0]): Buffer =>
  frame(id, content, syncsafe(content.length), flags);
const frame2 = (id: string, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from(id), Buffer.from(plain(content.length).slice(1)), content]);

const latin = (text: string): Buffer => Buffer.from(`\0${text}`, 'latin1');
const utf8 = (text: string): Buffer => Buffer.from(`\x03${text}`);
const little = (text: string, mark = '\ufeff'): Buffer =>
  Buffer.concat([Buffer.from([1]), Buffer.from(mark + text, 'utf16le')]);
const big = (text: string, encoding: number, mark = ''): Buffer =>
  Buffer.concat([Buffer.from([encoding]), Buffer.from(mark + text, 'utf16le').swap16()]);

/** Reads bytes in pieces of a length, and all at once. */
function read(bytes: Buffer, piece = bytes.length) {
  const reader = id3v2Reader();
  for (let at = 0; at < bytes.length; at += piece) reader.add(bytes.subarray(at, at + piece));
  return reader.tags();
}

const picture = Buffer.alloc(70_000, 0xff);
const unsynchronised = (bytes: Buffer): Buffer =>
  Buffer.from([...bytes].flatMap((octet) => (octet === 0xff ? [0xff, 0] : [octet])));

describe('ID3v2 of every version, in pieces of any length, is read', () => {
  const expected = { title: 'Ä títle', artist: 'Ö' };
  test.for<[string, Buffer]>([
    ['2.2', tag(2, 0, frame2('TT2', latin('Ä títle')), frame2('PIC', picture), frame2('TP1', latin('Ö')))],
    ['2.3', tag(3, 0, frame('APIC', picture), frame('TIT2', little('Ä títle')), frame('TPE1', latin('Ö\0')))],
    ['2.3 in UTF-16 without a mark', tag(3, 0, frame('TIT2', little('Ä títle', '')), frame('TPE1', latin('Ö')))],
    ['2.3 in big-endian', tag(3, 0, frame('TIT2', big('Ä títle', 1, '\ufeff')), frame('TPE1', latin('Ö')))],
    [
      '2.3 with an extended header',
      tag(
        3,
        0x40,
        Buffer.from([0, 0, 0, 6, 0, 0, 0, 0, 0, 0]),
        frame('TIT2', latin('Ä títle')),
        frame('TPE1', latin('Ö')),
      ),
    ],
    [
      '2.3, unsynchronised',
      tag(
        3,
        0x80,
        unsynchronised(
          Buffer.concat([frame('APIC', picture), frame('TIT2', little('Ä títle')), frame('TPE1', latin('Ö'))]),
        ),
      ),
    ],
    [
      '2.3 with a group',
      tag(
        3,
        0,
        frame('TIT2', Buffer.concat([Buffer.from([7]), latin('Ä títle')]), undefined, [0, 0x20]),
        frame('TPE1', latin('Ö')),
      ),
    ],
    [
      '2.4',
      tag(
        4,
        0,
        frame4('TIT2', utf8('Ä títle')),
        frame4('APIC', picture),
        frame4('TPE1', big('Ö', 2)),
        Buffer.alloc(500),
      ),
    ],
    [
      '2.4 with an extended header',
      tag(4, 0x40, Buffer.from([0, 0, 0, 6, 1, 0]), frame4('TIT2', utf8('Ä títle')), frame4('TPE1', utf8('Ö'))),
    ],
    [
      '2.4, unsynchronised with a length',
      tag(
        4,
        0x80,
        frame4('TIT2', Buffer.concat([Buffer.from(syncsafe(17)), unsynchronised(little('Ä títle'))]), [0, 3]),
        frame4('TPE1', utf8('Ö')),
      ),
    ],
    [
      '2.4 with the sizes of 2.3',
      tag(4, 0, frame('APIC', picture.subarray(0, 0xff)), frame4('TIT2', utf8('Ä títle')), frame4('TPE1', utf8('Ö'))),
    ],
  ])('%s', ([, bytes]) => {
    expect(read(bytes)).toEqual(expected);
    for (const piece of [1, 2, 7, 9, 10, 11, 1000, 65_536]) expect(read(bytes, piece)).toEqual(expected);
  });
});

test('of several tags the first that has a field tells it', () => {
  const first = tag(3, 0, frame('TIT2', latin('one')));
  const second = tag(4, 0x10, frame4('TIT2', utf8('two')), frame4('TALB', utf8('album')));
  const footer = Buffer.concat([Buffer.from('3DI'), second.subarray(3, 10)]);
  const third = tag(3, 0, frame('TPE1', latin('artist')));
  expect(read(Buffer.concat([first, second, footer, third]), 5)).toEqual({
    title: 'one',
    album: 'album',
    artist: 'artist',
  });
});

describe('of a tag no more is looked at than is needed:', () => {
  const fields = [frame('TIT2', latin('title')), frame('TPE1', latin('artist')), frame('TALB', latin('album'))];
  const comments = (count: number): Buffer[] => Array.from({ length: count }, () => frame('COMM', latin('')));

  test('a field behind as many frames as no tag has is not found', () => {
    const behind = (count: number) => read(tag(3, 0, ...comments(count), frame('TIT2', latin('title'))), 1000);
    expect(behind(MOST_FRAMES - 1)).toEqual({ title: 'title' });
    expect(behind(MOST_FRAMES)).toEqual({});
  });
  test('nothing behind the three fields is read, in this tag or the next', () => {
    // Reading it would show: a second frame of artists adds to the first.
    const more = frame('TPE1', latin('another'));
    const expected = { title: 'title', artist: 'artist', album: 'album' };
    expect(read(tag(3, 0, ...fields, more))).toEqual(expected);
    expect(read(Buffer.concat([tag(3, 0, ...fields), tag(4, 0, more)]), 7)).toEqual(expected);
  });
});

test('several artists are all shown, several titles are not', () => {
  const bytes = tag(4, 0, frame4('TPE1', utf8('a\0b\0')), frame4('TIT2', utf8('first\0second')));
  expect(read(bytes)).toEqual({ artist: 'a; b', title: 'first' });
});

test('a compressed or encrypted frame is passed over', () => {
  const hidden = frame('TIT2', latin('x'), undefined, [0, 0x80]);
  expect(read(tag(3, 0, hidden, frame('TIT2', latin('open'))))).toEqual({ title: 'open' });
});

test('a value is one clean line of at most a kilobyte, cut between characters', () => {
  const title = `  a\r\nb\tc\x07${'€'.repeat(500)}`;
  const read1 = read(tag(4, 0, frame4('TIT2', utf8(title)))).title ?? '';
  expect(read1.startsWith('a b c€')).toBe(true);
  expect(Buffer.byteLength(read1)).toBeLessThanOrEqual(1024);
  expect(Buffer.byteLength(read1)).toBeGreaterThan(1020);
  expect(read1.isWellFormed() && !read1.includes('\ufffd')).toBe(true);
  expect(read(tag(4, 0, frame4('TIT2', Buffer.from([3, 0x61, 0xff, 0x62]))))).toEqual({ title: 'a\ufffdb' });
});

test('no bytes make it throw', () => {
  const good = tag(3, 0, frame('APIC', picture.subarray(0, 300)), frame('TIT2', little('title')));
  for (let round = 0; round < 2000; round++) {
    const changed = Buffer.from(good);
    for (let at = 3 + (round % 11); at < changed.length; at += 3 + (round % 29))
      changed[at] = (at * 13 + round * 31) % 256;
    changed.set(syncsafe(round % 2 ? good.length : round * 1000), 6);
    const { title = '' } = read(changed, 1 + (round % 400));
    expect(Buffer.byteLength(title)).toBeLessThanOrEqual(1024);
  }
});

import { describe, expect, test } from 'vitest';
import type { Container } from '../../../../lib/audio/container.ts';
import { holdsAudio } from '../../../../lib/audio/header.ts';
import { tagsOf } from '../../../../lib/audio/tags/source-tags.ts';
import { tagArguments } from '../../../../lib/audio/tags/tag-arguments.ts';

const CONTAINERS = ['flac', 'ogg', 'wav', 'aiff', 'caf', 'asf', 'mov', 'matroska', 'mp3', 'aac', 'w64', 'au'] as const;

const little = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer);
const comment = (text: string): Buffer => Buffer.concat([little(Buffer.byteLength(text)), Buffer.from(text)]);

/** A FLAC of no audio: a comment block that says that it is the last. */
function flac(count: number, ...comments: string[]): Buffer {
  const body = Buffer.concat([comment('vendor'), little(count), ...comments.map(comment)]);
  return Buffer.concat([Buffer.from('fLaC'), Buffer.from([0x84, 0, body.length >> 8, body.length & 255]), body]);
}

describe('Vorbis comments', () => {
  test('have names of any case, and several artists', () =>
    expect(tagsOf('flac', flac(4, 'Title=a', 'artist=b', 'ARTIST=c=d', 'COMMENT=x'))).toEqual({
      title: 'a',
      artist: 'b; c=d',
    }));
  test('that count more than there are end where they end', () =>
    expect(tagsOf('flac', flac(0xffffffff, 'TITLE=a'))).toEqual({ title: 'a' }));
  test('that are empty, or longer than the file, are none', () => {
    expect(tagsOf('flac', flac(2, 'TITLE=', 'ALBUM= \0'))).toEqual({});
    expect(tagsOf('flac', flac(1, 'TITLE=a').subarray(0, -1))).toEqual({});
  });
});

test('CAF’s names are no properties of every object', () => {
  const info = Buffer.from('\0\0\0\x02constructor\0x\0title\0t\0', 'latin1');
  const bytes = Buffer.concat([Buffer.from('caff\0\x01\0\0info\0\0\0\0\0\0\0'), Buffer.from([info.length]), info]);
  expect(tagsOf('caf', bytes)).toEqual({ title: 't' });
});

describe('an output is given the tags', () => {
  const tags = { title: '-i /etc/passwd', artist: 'a=b' };
  const metadata = ['-metadata', 'title=-i /etc/passwd', '-metadata', 'artist=a=b'];
  test('that it can hold', () => {
    for (const format of ['opus', 'flac', 'wav'] as const) expect(tagArguments(format, tags)).toEqual(metadata);
    expect(tagArguments('mp3', tags)).toEqual(['-id3v2_version', '3', ...metadata]);
  });
  test('and nothing where it can hold none, or there are none', () => {
    for (const format of ['aac', 'pcm'] as const) expect(tagArguments(format, tags)).toEqual([]);
    expect(tagArguments('mp3', {})).toEqual([]);
  });
});

test('behind an MP3’s tag the audio begins', () => {
  const tag = Buffer.from('ID3\x03\0\0\0\0\x01\x02'.padEnd(10 + 130, '\0'), 'latin1');
  for (let length = 0; length <= tag.length; length++) expect(holdsAudio('mp3', tag.subarray(0, length))).toBe(false);
  expect(holdsAudio('mp3', Buffer.concat([tag, Buffer.from([0xff])]))).toBe(true);
  expect(holdsAudio('mp3', Buffer.from([0xff, 0xfb]))).toBe(true);
});

test.for<Container>([...CONTAINERS])('no bytes make %s throw', (container) => {
  for (let round = 0; round < 400; round++) {
    const bytes = Buffer.from(Array.from({ length: round }, (_, i) => (i * i * 31 + round * 7 + (i >> 3)) % 256));
    bytes.fill(round % 2 ? 0xff : 0, Math.floor(round / 3));
    expect(Object.values(tagsOf(container, bytes)).every((value) => Buffer.byteLength(value) <= 1024)).toBe(true);
  }
});

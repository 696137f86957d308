import { describe, expect, test } from 'vitest';
import { recognise } from '../../../lib/audio/container.ts';
import { mpegHeader } from '../../../lib/audio/mpeg/header.ts';

const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));

describe('a source is known by its first bytes', () => {
  test.for<[string, Buffer]>([
    ['flac', bytes('fLaC', [0, 0, 0, 34])],
    ['ogg', bytes('OggS', [0, 2])],
    ['wav', bytes('RIFF', [0xff, 0xff, 0xff, 0xff], 'WAVEfmt ')],
    ['wav', bytes('RF64', [0xff, 0xff, 0xff, 0xff], 'WAVEds64')],
    ['mov', bytes([0, 0, 0, 32], 'ftypM4A ')],
    ['mov', bytes([0, 0, 1, 0], 'moov')],
    // Sizes that are another format's signature: an MPEG program stream's and video's, a transport stream's, gzip's.
    ['mov', bytes([0, 0, 1, 0xba], 'free')],
    ['mov', bytes([0, 0, 1, 0xb3], 'skip')],
    ['mov', bytes([0, 0, 1, 0xba], 'wide')],
    ['mov', bytes([0x47, 0x40, 0, 0x10], 'mdat')],
    ['mov', bytes([0x1f, 0x8b, 8, 0], 'mdat')],
    ['matroska', bytes([0x1a, 0x45, 0xdf, 0xa3, 0x9f])],
    ['aiff', bytes('FORM', [0, 0, 1, 0], 'AIFFCOMM')],
    ['aiff', bytes('FORM', [0, 0, 1, 0], 'AIFCFVER')],
    ['caf', bytes('caff', [0, 1, 0, 0])],
    ['au', bytes('.snd', [0, 0, 0, 24])],
    ['ac3', bytes([0x0b, 0x77, 0x12, 0x34, 0x1c, 0x40])],
    ['eac3', bytes([0x0b, 0x77, 0x02, 0x7f, 0x34, 0x86])],
    ['aac', bytes([0xff, 0xf1, 0x50, 0x80, 0x02, 0x1f, 0xfc])],
    ['mp3', bytes([0xff, 0xfb, 0x90, 0x64])],
    ['mp3', bytes([0xff, 0xf3, 0x40, 0xc4])],
    ['mp3', bytes([0xff, 0xe3, 0x18, 0xc4])],
  ])('%s', ([container, start]) => expect(recognise(start)).toEqual({ kind: 'container', container, junk: 0 }));

  test.for([
    bytes('RIFX', [0, 0, 0, 0], 'WAVEfmt '),
    bytes('a short text'),
    bytes([0xff]),
    bytes([]),
    bytes([0xff, 0xfe], 'a'),
  ])('what matches nothing is left to ffmpeg’s own probe', (start) =>
    expect(recognise(start)).toEqual({ kind: 'unknown' }),
  );
});

describe('the length of an MPEG audio frame', () => {
  // Lengths by the formula of ISO 11172-3, 2.4.3.1, worked out by hand.
  test.for<[string, number[], number | undefined]>([
    ['MPEG-1 layer III, 128 kbit/s, 44.1 kHz', [0xff, 0xfb, 0x90, 0x64], 417],
    ['the same with padding', [0xff, 0xfb, 0x92, 0x64], 418],
    ['MPEG-1 layer III, 320 kbit/s, 48 kHz', [0xff, 0xfb, 0xe4, 0x64], 960],
    ['MPEG-2 layer III, 64 kbit/s, 22.05 kHz', [0xff, 0xf3, 0x80, 0xc4], 208],
    ['MPEG-2.5 layer III, 8 kbit/s, 8 kHz', [0xff, 0xe3, 0x18, 0xc4], 72],
    ['MPEG-1 layer II, 192 kbit/s, 48 kHz', [0xff, 0xfd, 0xa4, 0x00], 576],
    ['MPEG-1 layer I, 32 kbit/s, 32 kHz', [0xff, 0xff, 0x18, 0x00], 48],
    ['free format', [0xff, 0xfb, 0x00, 0x64], undefined],
    ['a reserved bitrate', [0xff, 0xfb, 0xf0, 0x64], undefined],
    ['a reserved sample rate', [0xff, 0xfb, 0x9c, 0x64], undefined],
    ['a reserved version', [0xff, 0xeb, 0x90, 0x64], undefined],
    ['a reserved layer', [0xff, 0xf9, 0x90, 0x64], undefined],
    ['three bytes', [0xff, 0xfb, 0x90], undefined],
  ])('%s', ([, header, length]) => expect(mpegHeader(Buffer.from(header), 0)?.length).toBe(length));
});

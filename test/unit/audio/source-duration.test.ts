import { describe, expect, test } from 'vitest';
import type { Container } from '../../../lib/audio/container.ts';
import { durationOf } from '../../../lib/audio/source-length/source-duration.ts';
import { frame128, frame160, infoFrame, stream128 } from './mpeg/stream.ts';

type Part = string | number[] | Buffer;

const bytes = (...parts: Part[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));

/** A number of so many bytes; negative: big-endian. */
function number(value: number, length: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigInt64LE(BigInt(value));
  const little = buffer.subarray(0, Math.abs(length));
  return length > 0 ? little : Buffer.from(little.toReversed());
}

const MORE = Buffer.alloc(1000);

function duration(container: Container, head: Buffer, length?: number, tail?: Buffer): number | undefined {
  return durationOf(container, head, tail, length);
}

/** A `fmt ` chunk; 16 bits of stereo at 1000 Hz unless told. */
const fmt = ({ tag = 1, channels = 2, block = 4, bits = 16, more = bytes() }): Buffer =>
  bytes(
    ...['fmt ', number(16 + more.length, 4), number(tag, 2), number(channels, 2), number(1000, 4), number(0, 4)],
    ...[number(block, 2), number(bits, 2), more],
  );
const wav = (format: Buffer, size: number, ...before: Part[]): Buffer =>
  bytes('RIFF', number(0, 4), 'WAVE', ...before, format, 'data', number(size, 4), MORE);

describe('WAV', () => {
  test.for<[string, Buffer, number | undefined, number | undefined]>([
    ['its data', wav(fmt({}), 4000), undefined, 1],
    ['its data, where the file has more', wav(fmt({}), 400), 100_000, 0.1],
    ['its data, where the file has less', wav(fmt({}), 40_000), 1044, 10],
    ['a part of a sample less', wav(fmt({}), 4003), undefined, 1],
    ['other chunks before it', wav(fmt({}), 4000, 'LIST', number(5, 4), 'abcdef'), undefined, 1],
    ['the file’s length, with a size of 0', wav(fmt({}), 0), 44 + 2000, 0.5],
    ['the file’s length, with a size of −1', wav(fmt({}), 0xffffffff), 44 + 2000, 0.5],
    ['nothing, with a size of 0 and no length', wav(fmt({}), 0), undefined, undefined],
    ['nothing, with a length before the data', wav(fmt({}), 0), 40, undefined],
    ['24 bits', wav(fmt({ block: 6, bits: 24 }), 6000), undefined, 1],
    ['20 bits in three bytes', wav(fmt({ block: 6, bits: 20 }), 6000), undefined, 1],
    ['nothing of 24 bits in four bytes', wav(fmt({ block: 8, bits: 24 }), 6000), undefined, undefined],
    [
      'an extensible format',
      wav(fmt({ tag: 0xfffe, more: bytes(MORE.subarray(0, 8), [3, 0], MORE.subarray(0, 14)) }), 4000),
      undefined,
      1,
    ],
    ['Microsoft’s ADPCM', wav(fmt({ tag: 2, block: 256, bits: 4 }), 2560), undefined, 2.44],
    ['IMA ADPCM', wav(fmt({ tag: 0x11, block: 256, bits: 4 }), 2560), undefined, 2.49],
    ['nothing of a part of an ADPCM block', wav(fmt({ tag: 2, block: 256, bits: 4 }), 2561), undefined, undefined],
    ['nothing of ADPCM in blocks of nothing', wav(fmt({ tag: 2, block: 0, bits: 4 }), 2560), undefined, undefined],
    ['nothing of MP3', wav(fmt({ tag: 0x55, block: 1, bits: 0 }), 4000), undefined, undefined],
    ['nothing without channels', wav(fmt({ channels: 0, block: 0 }), 4000), undefined, undefined],
    ['nothing without a format', wav(bytes(), 4000), undefined, undefined],
    [
      'nothing with data before the format',
      wav(bytes('data', number(4, 4), 'abcd', fmt({})), 4000),
      undefined,
      undefined,
    ],
    [
      'nothing with a format of 8 bytes',
      wav(bytes('fmt ', number(8, 4), MORE.subarray(0, 8)), 4000),
      undefined,
      undefined,
    ],
    [
      'nothing of a header longer than the head',
      wav(fmt({}), 4000, 'LIST', number(0xfffffff0, 4)),
      undefined,
      undefined,
    ],
  ])('tells %s', ([, head, length, expected]) => {
    expect(duration('wav', head, length)).toEqual(expected === undefined ? undefined : expect.closeTo(expected, 9));
  });

  const rf64 = (size: number, form = 'RF64') =>
    bytes(
      ...[form, number(0xffffffff, 4), 'WAVEds64', number(28, 4), number(0, 8), number(size, 8), number(0, 8)],
      ...[number(0, 4), fmt({}), 'data', number(0xffffffff, 4), MORE],
    );
  test('of 64 bits tells what ds64 says', () => {
    expect(duration('wav', rf64(40_000_000_000), 2000)).toBe(10_000_000);
    expect(duration('wav', rf64(4000, 'BW64'))).toBe(1);
    expect(duration('wav', rf64(0), 2000)).toBeUndefined();
    expect(duration('wav', wav(fmt({}), 4000).fill('RF64', 0, 4))).toBeUndefined();
  });
});

test('Wave64 tells its data', () => {
  const guid = (start: string) => bytes(start, Buffer.from('f3acd3118cd100c04f8edb8a', 'hex'));
  const body = fmt({}).subarray(8);
  const w64 = (size: number) =>
    bytes(MORE.subarray(0, 40), guid('fmt '), number(24 + 16, 8), body, guid('data'), number(size, 8), MORE);
  expect(duration('w64', w64(24 + 4000))).toBe(1);
  for (const size of [0, 23, 24, -1]) expect(duration('w64', w64(size))).toBeUndefined();
});

describe('AIFF', () => {
  /** 1000 Hz: 2⁹ × 1.953125. */
  const rate = bytes(number(16_383 + 9, -2), number(0xfa000000, -4), number(0, -4));
  const aiff = (frames: number, size: number, type = '', bits = 16) =>
    bytes(
      ...['FORM', number(0, -4), type ? 'AIFC' : 'AIFF', 'COMM', number(18 + type.length, -4), number(2, -2)],
      ...[number(frames, -4), number(bits, -2), rate, type, 'SSND', number(size + 8, -4), number(0, -8), MORE],
    );
  test.for<[string, Buffer, number | undefined]>([
    ['its frames', aiff(1000, 4000), 1],
    ['12 bits', aiff(1000, 4000, '', 12), 1],
    ['AIFF-C', aiff(1000, 4000, 'sowt'), 1],
    ['A-law, whatever its bits', aiff(1000, 2000, 'alaw'), 1],
    ['floats', aiff(1000, 8000, 'fl32', 32), 1],
    ['IMA by its blocks', aiff(10, 680, 'ima4'), 0.64],
    ['IMA by its samples', aiff(640, 680, 'ima4'), 0.64],
    ['nothing of other compressions', aiff(1000, 4000, 'MAC3'), undefined],
    ['nothing of what only looks like a property', aiff(1000, 4000, 'toSt'), undefined],
    ['nothing where the two disagree', aiff(1000, 4004), undefined],
    ['nothing where both are open', aiff(0, 0), undefined],
  ])('tells %s', ([, head, expected]) => expect(duration('aiff', head)).toBe(expected));
});

test('AU tells its data, or the file’s', () => {
  const au = (size: number, encoding = 3, channels = 2) =>
    bytes('.snd', number(28, -4), number(size, -4), number(encoding, -4), number(1000, -4), number(channels, -4), MORE);
  expect(duration('au', au(4000))).toBe(1);
  expect(duration('au', au(8000), 2000)).toBe(2);
  expect(duration('au', au(0xffffffff), 28 + 2000)).toBe(0.5);
  expect(duration('au', au(0), 28 + 2000)).toBe(0.5);
  expect(duration('au', au(4000, 27, 1))).toBe(4);
  for (const head of [au(0xffffffff), au(4000, 23), au(4000, 99), au(4000, 3, 0), au(4000).fill(0, 16, 20)])
    expect(duration('au', head)).toBeUndefined();
  expect(duration('au', au(0), 20)).toBeUndefined();
});

describe('CAF', () => {
  const desc = (format: string, packet: number, samples: number, hertz = 1000) => {
    const rate = Buffer.alloc(8);
    rate.writeDoubleBE(hertz);
    return bytes(
      'desc',
      number(32, -8),
      rate,
      format,
      number(0, -4),
      number(packet, -4),
      number(samples, -4),
      number(0, -8),
    );
  };
  const pakt = (valid: number, priming = 0) =>
    bytes('pakt', number(24, -8), number(9, -8), number(valid, -8), number(priming, -4), number(96, -4));
  const caf = (size: number, ...before: Buffer[]) =>
    bytes('caff', [0, 1, 0, 0], ...before, bytes('data', number(size, -8)), MORE);
  test.for<[string, Buffer, number | undefined, number | undefined]>([
    ['its data', caf(4004, desc('lpcm', 4, 1)), undefined, 1],
    ['the file’s length', caf(-1, desc('lpcm', 4, 1)), 64 + 4004, 1],
    ['packets of one length', caf(684, desc('ima4', 68, 64)), undefined, 0.64],
    ['a packet table', caf(4004, desc('alac', 0, 4096), pakt(3000)), undefined, 3],
    [
      'nothing of a packet table with priming',
      caf(4004, desc('alac', 0, 4096), pakt(3000, 2112)),
      undefined,
      undefined,
    ],
    ['nothing of AAC', caf(4004, desc('aac ', 0, 1024), pakt(3000)), undefined, undefined],
    ['nothing without a packet table', caf(4004, desc('alac', 0, 4096)), undefined, undefined],
    ['nothing without a length', caf(-1, desc('lpcm', 4, 1)), undefined, undefined],
    ['nothing without a description', caf(4004), undefined, undefined],
    ['nothing of a rate without end', caf(4004, desc('lpcm', 4, 1, Infinity)), undefined, undefined],
    ['nothing of a time without end', caf(4004, desc('lpcm', 4, 1, Number.MIN_VALUE)), undefined, undefined],
  ])('tells %s', ([, head, length, expected]) => expect(duration('caf', head, length)).toBe(expected));
});

const streamInfo = (samples: number) =>
  bytes(
    [0x80, 0, 0, 34],
    number(4096, -2),
    number(4096, -2),
    number(0, -6),
    [0x0a, 0xc4, 0x42, 0xf0],
    number(samples, -4),
    MORE.subarray(0, 16),
  );

test('FLAC tells its samples', () => {
  expect(duration('flac', bytes('fLaC', streamInfo(44_100)))).toBe(1);
  expect(duration('flac', bytes('fLaC', streamInfo(0)), 10_000)).toBeUndefined();
  expect(duration('flac', bytes('fLaC', [4, 0, 0, 34], MORE))).toBeUndefined();
});

describe('Ogg', () => {
  const page = (flags: number, granule: number, packets: Buffer[], serial = 7, sequence = 0) =>
    bytes(
      ...['OggS', [0, flags], number(granule, 8), number(serial, 4), number(sequence, 4)],
      ...[number(0, 4), [packets.length], packets.map(({ length }) => length), ...packets],
    );
  const opusHead = bytes('OpusHead', [1, 2], number(312, 2), number(44_100, 4), [0, 0, 0]);
  /** CELT of 20 ms. */
  const packet = bytes([0xfc], MORE.subarray(0, 50));
  const start = [page(2, 0, [opusHead]), page(0, 0, [bytes('OpusTags')])];
  const middle = page(0, 1920, [packet, packet]);
  const opus = (...pages: Buffer[]) => Buffer.concat([...start, ...pages]);
  const end = page(4, 48_312, [packet]);

  test.for<[string, Buffer, number | undefined]>([
    ['its last granule', opus(middle, end), 1],
    ['one page with audio, which trims its end', opus(page(4, 1812, [packet, packet])), 1500 / 48_000],
    ['nothing without an end', opus(middle, page(0, 48_312, [packet])), undefined],
    ['nothing where the last page is cut off', opus(middle, end).subarray(0, -1), undefined],
    ['nothing with bytes behind the end', bytes(opus(middle, end), 'TAG'), undefined],
    ['nothing where it begins later', opus(page(0, 99_920, [packet, packet]), end), undefined],
    ['nothing where it begins before', opus(page(0, 1900, [packet, packet]), end), undefined],
    ['nothing where audio goes on from a header', opus(page(1, 960, [packet]), end), undefined],
    ['nothing of a chain', opus(middle, end, ...start, middle, end), undefined],
    ['nothing of a chain of another stream', opus(middle, page(4, 99_999, [packet], 8)), undefined],
    ['nothing of two streams at once', bytes(start[0] ?? '', page(2, 0, [opusHead], 8), middle, end), undefined],
    ['nothing of a granule that no packet has', opus(middle, page(4, -1, [])), undefined],
    ['nothing that ends before it begins', opus(page(4, 200, [packet])), undefined],
    ['nothing of another codec', bytes(page(2, 0, [bytes('Speex   ')]), middle, end), undefined],
    ['nothing of a short head', bytes(page(2, 0, [bytes('OpusHead')]), middle, end), undefined],
  ])('tells %s', ([, file, expected]) => expect(duration('ogg', file, file.length, file)).toBe(expected));

  test.for<[number, number]>([
    [0x00, 480],
    [0x18, 2880],
    [0x60, 480],
    [0x68, 960],
    [0x80, 120],
    [0xf8, 960],
    [0xf9, 1920],
    [0xfb, 2880],
  ])('counts an Opus packet of %i as %i samples', ([toc, samples]) => {
    const file = opus(page(0, samples, [bytes([toc, 3, 0])]), end);
    expect(duration('ogg', file, file.length, file)).toBe(1);
  });
  test.for<[string, number, number | undefined]>([
    ['as many pages as it lacks', 100, 1],
    ['longer pages', 70, 1],
    ['more pages, which are another stream’s', 50, undefined],
    ['pages that it does not count', 0, undefined],
  ])('has %s between head and tail', ([, missing, expected]) => {
    const head = opus(middle);
    const tail = page(4, 48_312, [packet, packet], 7, missing + 1);
    expect(duration('ogg', head, head.length + 100 * middle.length + tail.length, tail)).toBe(expected);
  });
  test('tells nothing without a tail', () => expect(duration('ogg', opus(middle, end))).toBeUndefined());
  test('tells FLAC’s, unless its header says otherwise', () => {
    const flac = (told: number) =>
      Buffer.concat([
        page(2, 0, [bytes([0x7f], 'FLAC', [1, 0, 0, 1], 'fLaC', streamInfo(told).subarray(0, 38))]),
        page(0, 4096, [packet]),
        page(4, 44_100, [packet]),
      ]);
    for (const told of [0, 44_100]) expect(duration('ogg', flac(told), flac(told).length, flac(told))).toBe(1);
    expect(duration('ogg', flac(44_101), flac(44_101).length, flac(44_101))).toBeUndefined();
  });
});

describe('MP3', () => {
  const audio = stream128(300);
  const told = { frames: 300, bytes: 417 + audio.length, table: true, encoder: 'LAME', delays: [576, 1500] } as const;
  const samples = 300 * 1152 - (576 + 529) - (1500 - 529);
  const whole = bytes(infoFrame('Info', told), audio);
  test.for<[string, Buffer, number | undefined]>([
    ['its info frame', whole, samples / 44_100],
    ['its info frame, of a file that was cut off', whole.subarray(0, 50_000), samples / 44_100],
    ['that of a variable bitrate', bytes(infoFrame('Xing', told), audio), samples / 44_100],
    ['nothing where another file follows', bytes(whole, audio), undefined],
    ['its frames', audio, (300 * 1152) / 44_100],
    ['its frames before ID3v1', bytes(audio, 'TAG', Buffer.alloc(125)), (300 * 1152) / 44_100],
    ['nothing of a frame that was cut off', audio.subarray(0, -10), undefined],
    ['nothing of other bitrates', bytes(audio, frame160(), frame160()), undefined],
    ['nothing of one frame', frame128(), undefined],
    ['nothing of a variable bitrate without a count', bytes(infoFrame('Xing', {}), audio), undefined],
  ])('tells %s', ([, file, expected]) =>
    expect(duration('mp3', file.subarray(0, 65_536), file.length, file.subarray(-65_536))).toBe(expected),
  );
  test('tells its info frame’s without length and tail, and nothing else', () => {
    expect(duration('mp3', whole.subarray(0, 65_536))).toBe(samples / 44_100);
    expect(duration('mp3', audio)).toBeUndefined();
    expect(duration('mp3', audio, audio.length)).toBeUndefined();
  });
});

const CONTAINERS = [
  'mp3',
  'aac',
  'flac',
  'ogg',
  'wav',
  'w64',
  'mov',
  'matroska',
  'aiff',
  'asf',
  'ac3',
  'eac3',
  'caf',
  'au',
] as const;

describe('malformed bytes are no accident', () => {
  const au = bytes('.snd', number(28, -4), number(0, -4), number(3, -4), number(1000, -4), number(2, -4), MORE);
  const files = [wav(fmt({}), 4000), bytes('fLaC', streamInfo(1)), stream128(3), au, MORE, Buffer.alloc(999, 0xff)];
  const allowed = (value: number | undefined) => value === undefined || (value >= 0 && Number.isFinite(value));

  test.for(CONTAINERS)('as %s, cut off anywhere, or with any byte changed', (container) => {
    for (const file of files) {
      for (let end = 0; end < 160; end++) {
        const cut = file.subarray(0, end);
        expect(allowed(durationOf(container, cut, cut, end))).toBe(true);
        const changed = Buffer.from(file.subarray(0, 200));
        changed.subarray(end, end + 1 + (end % 8)).fill(0xff);
        expect(allowed(durationOf(container, changed, changed, end % 2 ? end : undefined))).toBe(true);
      }
    }
  });
  test.for([Number.NaN, -1, Number.POSITIVE_INFINITY])('nor is a length of %d', (length) => {
    for (const container of CONTAINERS)
      for (const file of files) expect(allowed(durationOf(container, file, file, length))).toBe(true);
  });
});

import { describe, expect, test } from 'vitest';
import { holdsAudio } from '../../../lib/audio/header.ts';
import { oggPageAt } from '../../../lib/audio/ogg.ts';
import { holdBack } from '../../../lib/session/hold-back.ts';

/** A page whose body is `length` times 0xab. */
function page(length: number, flags = 0): Buffer {
  const lacing = [...Array(Math.floor(length / 255)).fill(255), length % 255];
  const header = Buffer.concat([Buffer.from('OggS\0'), Buffer.from([flags]), Buffer.alloc(20)]);
  return Buffer.concat([header, Buffer.from([lacing.length, ...lacing]), Buffer.alloc(length, 0xab)]);
}

const stream = Buffer.concat([page(19, 2), page(62), page(700), page(300), page(100, 4)]);

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(output: AsyncGenerator<Buffer, Buffer | undefined>) {
  const given: Buffer[] = [];
  for (;;) {
    const next = await output.next();
    if (next.done) return { given: Buffer.concat(given), held: next.value };
    given.push(next.value);
  }
}

describe('an Ogg page', () => {
  test('has the length of its header and its lacing', () => {
    expect(oggPageAt(stream, 0)).toEqual({ length: 47, endOfStream: false });
    expect(oggPageAt(page(700), 0)?.length).toBe(27 + 3 + 700);
  });
  test('is there only when all of it is', () => {
    const whole = page(700, 4);
    expect(oggPageAt(whole.subarray(0, whole.length - 1), 0)).toBeUndefined();
    expect(oggPageAt(whole, 0)).toEqual({ length: whole.length, endOfStream: true });
  });
});

describe('audio begins behind the header', () => {
  test('of Opus after two pages', () => {
    const header = page(19, 2).length + page(62).length;
    expect(holdsAudio('opus', stream.subarray(0, header))).toBe(false);
    expect(holdsAudio('opus', stream.subarray(0, header + 1))).toBe(true);
  });
  test('of WAV after the head of its data chunk, whatever chunks stand before', () => {
    const list = Buffer.concat([Buffer.from('LIST'), Buffer.from([3, 0, 0, 0]), Buffer.from('abc\0')]);
    const fmt = Buffer.concat([Buffer.from('fmt '), Buffer.from([16, 0, 0, 0]), Buffer.alloc(16)]);
    const wav = Buffer.concat([
      Buffer.from('RIFF\xff\xff\xff\xffWAVE', 'latin1'),
      fmt,
      list,
      Buffer.from('data\xff\xff\xff\xff', 'latin1'),
    ]);
    expect(holdsAudio('wav', wav)).toBe(false);
    expect(holdsAudio('wav', Buffer.concat([wav, Buffer.from([0])]))).toBe(true);
  });
  test('of FLAC after its last metadata block', () => {
    const block = (type: number, length: number) =>
      Buffer.concat([Buffer.from([type, 0, 0, length]), Buffer.alloc(length)]);
    const flac = Buffer.concat([Buffer.from('fLaC'), block(0, 34), block(0x84, 40)]);
    expect(holdsAudio('flac', flac)).toBe(false);
    expect(holdsAudio('flac', Buffer.concat([flac, Buffer.from([0xff])]))).toBe(true);
  });
  test.for(['aac', 'mp3', 'pcm'] as const)('of %s at once', (format) => {
    expect(holdsAudio(format, Buffer.alloc(0))).toBe(false);
    expect(holdsAudio(format, Buffer.alloc(1))).toBe(true);
  });
});

describe('the end of an answer is held back', () => {
  test.for([1, 7, 46, 47, 48, 500, 5000])(
    'in Ogg the page that says so, and no other, in pieces of %d',
    async (size) => {
      const { given, held } = await collect(holdBack('opus', inPieces(stream, size)));
      const end = page(100, 4);
      expect(given).toEqual(stream.subarray(0, stream.length - end.length));
      expect(held).toEqual(end);
    },
  );
  test('in Ogg a page that is cut off is never given out', async () => {
    const cut = stream.subarray(0, stream.length - page(100, 4).length - 10);
    const { given } = await collect(holdBack('opus', inPieces(cut, 100)));
    expect(given).toEqual(Buffer.concat([page(19, 2), page(62), page(700)]));
  });
  test.for([100, 511, 512, 513, 5000])('of PCM 512 bytes and no more, in pieces of %d', async (size) => {
    const pcm = Buffer.from(Array.from({ length: 5000 }, (_, i) => i % 251));
    const { given, held } = await collect(holdBack('pcm', inPieces(pcm, size)));
    expect([given, held]).toEqual([pcm.subarray(0, -512), pcm.subarray(-512)]);
  });
  test.for([1, 5, 6, 7, 29, 30, 31, 1000])('of AAC one frame and no more, in pieces of %d', async (size) => {
    const frame = (length: number) => {
      const bytes = Buffer.alloc(length, 0xff);
      bytes.writeUInt16BE(0xfff1, 0);
      bytes.writeUIntBE((0x80 << 16) | (length << 5) | 0x1f, 3, 3);
      return bytes;
    };
    const frames = [30, 7, 200, 90].map(frame);
    const { given, held } = await collect(holdBack('aac', inPieces(Buffer.concat(frames), size)));
    expect(Buffer.concat([given, held ?? Buffer.alloc(0)])).toEqual(Buffer.concat(frames));
    expect(held).toEqual(frames[3]);
  });
  test('elsewhere the last chunk', async () => {
    const { given, held } = await collect(holdBack('mp3', inPieces(Buffer.from('abcdefg'), 3)));
    expect([given.toString(), held?.toString()]).toEqual(['abcdef', 'g']);
  });
  test('and nothing where nothing came', async () => {
    expect(await collect(holdBack('opus', inPieces(Buffer.alloc(0), 1)))).toEqual({
      given: Buffer.alloc(0),
      held: undefined,
    });
  });
});

import { describe, expect, test } from 'vitest';
import { withLeadingBytes } from '../../../../lib/audio/leading-bytes.ts';
import { crc16 } from '../../../../lib/audio/mpeg/crc16.ts';
import { mpegHeader } from '../../../../lib/audio/mpeg/header.ts';
import { mpegInfo } from '../../../../lib/audio/mpeg/info.ts';
import { infoFrame } from '../../../../lib/audio/mpeg/info-frame.ts';
import { lameLength } from '../../../../lib/audio/mpeg/lame-length.ts';
import { allowedBitrates } from '../../../../lib/contract/bitrate.ts';
import { SAMPLE_RATES } from '../../../../lib/contract/formats.ts';
import { parseRequest } from '../../../../lib/contract/parse.ts';

const streams = SAMPLE_RATES.flatMap((sampleRate) => {
  const allowed = allowedBitrates('mp3', sampleRate, 2);
  return 'list' in allowed
    ? allowed.list.flatMap((kbps) => ([1, 2] as const).map((channels) => ({ sampleRate, channels, kbps })))
    : [];
});

describe('an info frame', () => {
  test('is one frame of its stream, and says what was put into it, at every rate, bitrate and channel count', () => {
    expect(streams.length).toBe(2 * (2 * 14 + 3 * 14 + 2 * 8));
    for (const stream of streams) {
      const frame = infoFrame(stream, 100_003);
      const header = mpegHeader(frame, 0);
      if (!header) throw new Error(`no header: ${frame.toString('hex', 0, 4)}`);
      expect(header).toMatchObject({ layer: 3, sampleRate: stream.sampleRate, mono: stream.channels === 1 });
      expect(header.length).toBe(frame.length);
      const { samplesPerFrame } = header;
      const length = lameLength(100_003, samplesPerFrame, stream.kbps, stream.sampleRate);
      expect(mpegInfo(frame, 0, header)).toEqual({
        kind: 'Info',
        frames: length.frames,
        bytes: frame.length + length.bytes,
        delays: { start: 576, end: length.padding },
      });
      expect(576 + 100_003 + length.padding).toBe(length.frames * samplesPerFrame);
    }
  });

  test('has the stream’s own bitrate, and a higher one only where it would not fit', () => {
    const kbps = (stream: (typeof streams)[number]) => mpegHeader(infoFrame(stream), 0)?.kbps;
    expect(kbps({ sampleRate: 48_000, channels: 2, kbps: 128 })).toBe(128);
    expect(kbps({ sampleRate: 48_000, channels: 2, kbps: 32 })).toBe(32);
    // 24 bytes of 8 kbit/s at 24 kHz hold no tag of 57.
    expect(kbps({ sampleRate: 24_000, channels: 1, kbps: 8 })).toBe(24);
  });

  test('says nothing of frames where it does not know them, but the delay', () => {
    for (const stream of streams) {
      const frame = infoFrame(stream);
      const header = mpegHeader(frame, 0);
      const info = header && mpegInfo(frame, 0, header);
      expect(info).toMatchObject({ kind: 'Info', frames: undefined, delays: { start: 576, end: 0 } });
    }
  });

  const audio = Buffer.from('audio');

  test('stands in front of an MP3 and of nothing else', () => {
    const leading = (output_format: string) =>
      withLeadingBytes(
        { mode: 'encode', request: parseRequest({ source_url: 'http://a.test/', output_format }) },
        audio,
      );
    expect(leading('mp3').indexOf('Info')).toBe(36);
    for (const format of ['aac', 'pcm']) expect(leading(format)).toEqual(audio);
  });

  test('stands behind an ID3v2 tag', () => {
    const tag = Buffer.from('ID3\x03\0\0\0\0\0\x02ab', 'latin1');
    const request = parseRequest({ source_url: 'http://a.test/', output_format: 'mp3' });
    const answer = withLeadingBytes({ mode: 'encode', request }, Buffer.concat([tag, audio]));
    expect(answer.subarray(0, tag.length)).toEqual(tag);
    expect(answer.indexOf('Info')).toBe(tag.length + 36);
  });

  test('stands in front of packets that are passed on where theirs said how they begin', () => {
    const request = parseRequest({ source_url: 'http://a.test/', output_format: 'mp3' });
    expect(withLeadingBytes({ mode: 'copy', request }, audio)).toEqual(audio);
    const info = withLeadingBytes({ mode: 'copy', request, delay: 1105 }, audio);
    const header = mpegHeader(info, 0);
    expect(header && mpegInfo(info, 0, header)?.delays?.start).toBe(1105 - 529);
  });
});

describe('what cannot be counted is not told', () => {
  test('of more samples than 32 bits of bytes hold', () => {
    const frame = infoFrame({ sampleRate: 44_100, channels: 2, kbps: 320 }, 2 ** 36 - 1);
    expect(frame.equals(infoFrame({ sampleRate: 44_100, channels: 2, kbps: 320 }))).toBe(true);
  });
  test('and a bitrate that no frame has is that of the largest', () => {
    const frame = infoFrame({ sampleRate: 44_100, channels: 2, kbps: 328, encoderDelay: 576 });
    expect(mpegHeader(frame, 0)?.kbps).toBe(320);
  });
});

describe('LAME’s checksum', () => {
  test('is CRC-16/ARC, whose check value is BB3D', () => {
    expect(crc16(Buffer.from('123456789'))).toBe(0xbb3d);
  });
  test('covers the frame up to itself', () => {
    const frame = infoFrame({ sampleRate: 44_100, channels: 2, kbps: 128 }, 5);
    const at = frame.indexOf('LAME') + 34;
    expect(frame.readUInt16BE(at)).toBe(crc16(frame.subarray(0, at)));
    expect(frame.subarray(at + 2).every((byte) => byte === 0)).toBe(true);
  });
});

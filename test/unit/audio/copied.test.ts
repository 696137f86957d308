import { beforeAll, expect, test } from 'vitest';
import { copiedAudio } from '../../../lib/audio/copied/copied.ts';
import { headerLength } from '../../../lib/audio/header.ts';
import { parseRequest } from '../../../lib/contract/parse.ts';
import { requireDebian } from '../../fixtures/debian.ts';
import { encoded } from '../../fixtures/encoded.ts';

beforeAll(() => requireDebian('ffmpeg'), 300_000);

/** Seconds of the noise that is encoded; and of the longest packet, by which an encoder may have more. */
const NOISE = 17.2987;
const PACKET = 0.11;

const STREAMS = {
  mp3: ['-c:a', 'libmp3lame', '-b:a', '128k', '-write_xing', '0', '-f', 'mp3'],
  aac: ['-c:a', 'aac', '-b:a', '128k', '-f', 'adts'],
  opus: ['-c:a', 'libopus', '-b:a', '64k', '-f', 'opus'],
  flac: ['-c:a', 'flac', '-f', 'flac'],
  wav: ['-c:a', 'pcm_s16le', '-f', 'wav'],
} as const;

const FORMATS = Object.keys(STREAMS) as (keyof typeof STREAMS)[];

test.for(FORMATS)('%s, in pieces of any length, is passed on as it is, and counted.', async (output_format) => {
  const whole = await encoded(true, ...STREAMS[output_format]);
  const source_url = 'https://example.com/a';
  for (const piece of [1, 7, 1000, 4096, 65_536, whole.length]) {
    const request = parseRequest({
      source_url,
      output_format,
      sample_rate: output_format === 'opus' ? 48_000 : 44_100,
    });
    const audio = copiedAudio(request);
    const passed: Buffer[] = [];
    // Byte by byte only the beginning: all of a minute's worth of it is slow, and says no more.
    const end = piece === 1 ? 20_000 : whole.length;
    for (let at = 0; at < end; at += piece) passed.push(audio.push(whole.subarray(at, Math.min(at + piece, end))));
    const all = Buffer.concat(passed);
    expect(all.equals(whole.subarray(0, all.length))).toBe(true);
    if (end < whole.length) continue;
    expect([piece, all.length]).toEqual([piece, whole.length]);
    expect(audio.changedTo()).toBeUndefined();
    expect(audio.seconds()).toBeGreaterThan(NOISE - 0.001);
    expect(audio.seconds()).toBeLessThan(NOISE + PACKET);
  }
});

test('Junk that looks like a frame of another kind is no change: it stands alone.', async () => {
  const whole = await encoded(true, ...STREAMS.mp3);
  const request = parseRequest({ source_url: 'https://example.com/a', output_format: 'mp3', sample_rate: 44_100 });
  const audio = copiedAudio(request);
  const tag = headerLength('mp3', whole) ?? 0;
  // A header of MPEG-2, 22.05 kHz, and nothing of its frame.
  const passed = [
    audio.push(whole),
    audio.push(Buffer.from('fff384c4', 'hex')),
    audio.push(Buffer.alloc(2_000)),
    audio.push(whole),
  ];
  expect([Buffer.concat(passed).length, audio.changedTo()]).toEqual([2 * whole.length - tag, undefined]);
});

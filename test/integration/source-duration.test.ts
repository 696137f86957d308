import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import type { Container } from '../../lib/audio/container.ts';
import { withoutByteCount } from '../../lib/audio/mpeg/byte-count.ts';
import { durationOf } from '../../lib/audio/source-length/source-duration.ts';
import { requireDebian } from '../fixtures/debian.ts';
import { encoded } from '../fixtures/encoded.ts';

const run = promisify(execFile);
const LAYER = layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64');

/** Seconds of the layer's decode from a pipe, by the samples of one channel. */
async function decoded(container: Container, bytes: Buffer): Promise<number> {
  const argv = ['-nostdin', '-v', 'info', '-nostats', '-f', container, '-i', 'pipe:0', '-f', 's16le', 'pipe:1'];
  const decoding = run(LAYER, argv, { encoding: 'buffer', maxBuffer: 2 ** 28 });
  // As a session feeds it.
  const fed = container === 'mp3' ? withoutByteCount(bytes, bytes.length) : bytes;
  decoding.child.stdin?.on('error', () => undefined).end(fed);
  const { stdout, stderr } = await decoding;
  const [, rate, layout] = /Output #0[\s\S]*Audio: pcm_s16le.*?, (\d+) Hz, (\w+)/.exec(stderr.toString()) ?? [];
  return stdout.length / 2 / (layout === 'mono' ? 1 : 2) / Number(rate);
}

const known = (container: Container, bytes: Buffer, length: number | undefined = bytes.length): number | undefined =>
  durationOf(container, bytes.subarray(0, 65_536), bytes.subarray(-65_536), length);

beforeAll(() => requireDebian('ffmpeg'), 300_000);

/** ID3v2 is taken off before anybody looks. */
const MP3 = ['-id3v2_version', '0', '-f', 'mp3'];

/** With the index in front. */
const FAST = ['-movflags', '+faststart', '-f', 'ipod'];

const FILES: [string, Container, ...string[]][] = [
  ['WAV of 16 bits', 'wav', '-c:a', 'pcm_s16le', '-f', 'wav'],
  ['WAV of 24 bits', 'wav', '-c:a', 'pcm_s24le', '-f', 'wav'],
  ['WAV of floats', 'wav', '-c:a', 'pcm_f32le', '-f', 'wav'],
  ['WAV of µ-law, mono', 'wav', '-c:a', 'pcm_mulaw', '-ac', '1', '-ar', '8000', '-f', 'wav'],
  ['RF64', 'wav', '-c:a', 'pcm_s16le', '-rf64', 'always', '-f', 'wav'],
  ['WAV of Microsoft’s ADPCM', 'wav', '-c:a', 'adpcm_ms', '-f', 'wav'],
  ['WAV of IMA ADPCM', 'wav', '-c:a', 'adpcm_ima_wav', '-f', 'wav'],
  ['Wave64', 'w64', '-c:a', 'pcm_s16le', '-f', 'w64'],
  ['AIFF', 'aiff', '-c:a', 'pcm_s16be', '-f', 'aiff'],
  ['AIFF of 24 bits', 'aiff', '-c:a', 'pcm_s24be', '-f', 'aiff'],
  ['AIFF-C of floats', 'aiff', '-c:a', 'pcm_f32be', '-f', 'aiff'],
  ['AIFF-C, little-endian', 'aiff', '-c:a', 'pcm_s16le', '-f', 'aiff'],
  ['AIFF-C of IMA', 'aiff', '-c:a', 'adpcm_ima_qt', '-f', 'aiff'],
  ['AU', 'au', '-c:a', 'pcm_s16be', '-f', 'au'],
  ['AU of A-law', 'au', '-c:a', 'pcm_alaw', '-f', 'au'],
  ['CAF', 'caf', '-c:a', 'pcm_s24be', '-f', 'caf'],
  ['FLAC', 'flac', '-c:a', 'flac', '-f', 'flac'],
  ['Opus', 'ogg', '-c:a', 'libopus', '-b:a', '64k', '-f', 'ogg'],
  ['Opus in frames of 60 ms', 'ogg', '-c:a', 'libopus', '-b:a', '24k', '-frame_duration', '60', '-f', 'ogg'],
  ['Opus in pages of one frame', 'ogg', '-c:a', 'libopus', '-b:a', '64k', '-page_duration', '20000', '-f', 'ogg'],
  ['Vorbis', 'ogg', '-c:a', 'libvorbis', '-q:a', '4', '-f', 'ogg'],
  ['FLAC in Ogg', 'ogg', '-c:a', 'flac', '-f', 'ogg'],
  ['MP3 of a constant bitrate', 'mp3', '-c:a', 'libmp3lame', '-b:a', '128k', ...MP3],
  ['MP3 of a variable bitrate', 'mp3', '-c:a', 'libmp3lame', '-q:a', '3', ...MP3],
  ['MP3 without an info frame', 'mp3', '-c:a', 'libmp3lame', '-b:a', '128k', '-write_xing', '0', ...MP3],
  ['MP3 of MPEG-2', 'mp3', '-c:a', 'libmp3lame', '-b:a', '64k', '-ar', '22050', '-write_xing', '0', ...MP3],
  ['MP3 with ID3v1', 'mp3', '-c:a', 'libmp3lame', '-b:a', '96k', '-write_xing', '0', '-write_id3v1', '1', ...MP3],
  ['MP2', 'mp3', '-c:a', 'mp2', '-b:a', '192k', '-f', 'mp2'],
  ['M4A', 'mov', '-c:a', 'aac', '-b:a', '128k', ...FAST],
  ['M4A without an edit list', 'mov', '-c:a', 'aac', '-b:a', '128k', '-use_editlist', '0', ...FAST],
  ['M4A of 16 kHz, mono', 'mov', '-c:a', 'aac', '-b:a', '32k', '-ar', '16000', '-ac', '1', ...FAST],
  ['ALAC', 'mov', '-c:a', 'alac', ...FAST],
  ['QuickTime of 24 bits', 'mov', '-c:a', 'pcm_s24le', '-movflags', '+faststart', '-f', 'mov'],
  ['QuickTime of µ-law', 'mov', '-c:a', 'pcm_mulaw', '-ar', '8000', '-movflags', '+faststart', '-f', 'mov'],
];

describe('the duration is what a decode has', () => {
  test.for(FILES)('of %s', async ([, container, ...options]) => {
    const bytes = await encoded(false, ...options);
    const duration = known(container, bytes);
    expect(duration).toBeCloseTo(await decoded(container, bytes), 9);
    expect(duration).toBeGreaterThan(17);
  });
});

describe('written into a pipe, it is what a decode has, or unknown', () => {
  test.for(FILES.filter(([, container]) => ['wav', 'au', 'flac', 'ogg', 'mp3', 'caf'].includes(container)))(
    'of %s',
    async ([, container, ...options]) => {
      const bytes = await encoded(true, ...options);
      const duration = known(container, bytes);
      if (duration !== undefined) expect(duration).toBeCloseTo(await decoded(container, bytes), 9);
    },
  );
});

describe('of a file that was cut off, it is what the file promises, or unknown', () => {
  test.for(FILES)('of %s', async ([, container, ...options]) => {
    const bytes = await encoded(false, ...options);
    const cut = bytes.subarray(0, Math.floor(bytes.length * 0.7) + 1);
    const duration = known(container, cut);
    if (duration !== undefined) expect(duration).toBeCloseTo(known(container, bytes) ?? 0, 9);
    expect(durationOf(container, cut.subarray(0, 65_536), undefined, undefined) ?? duration).toBe(duration);
  });
});

test.for(FILES.filter(([, container]) => container === 'ogg' || container === 'mp3'))(
  'of two of %s in one file it is unknown, or both',
  async ([, container, ...options]) => {
    const bytes = await encoded(false, ...options);
    const twice = Buffer.concat([bytes, bytes]);
    const duration = known(container, twice);
    if (duration !== undefined) expect(duration).toBeCloseTo(await decoded(container, twice), 9);
  },
);

test.for(FILES)('of %s with bytes changed it is a duration or unknown', async ([, container, ...options]) => {
  const bytes = await encoded(false, ...options);
  for (let round = 0; round < 150; round++) {
    const changed = Buffer.from(bytes.subarray(0, 65_536));
    // Mostly the first hundred bytes, where the headers are; the same ones in every run.
    for (let at = round % 13; at < 100 + 40 * round; at += 13 + (round % 37))
      changed.writeUInt8((at * 7 + round * 31) % 256, at);
    const duration = durationOf(container, changed, round % 2 ? changed : bytes.subarray(-65_536), bytes.length);
    expect(duration === undefined || (Number.isFinite(duration) && duration >= 0)).toBe(true);
  }
});

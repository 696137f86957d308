import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import type { Container } from '../../lib/audio/container.ts';
import { codingOf } from '../../lib/audio/source-coding/source-coding.ts';
import { requireDebian } from '../fixtures/debian.ts';
import { edited, encoded } from '../fixtures/encoded.ts';

const run = promisify(execFile);
const LAYER = layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64');

async function ffmpeg(container: Container, bytes: Buffer, ...output: string[]): Promise<Buffer> {
  const argv = ['-nostdin', '-v', 'error', '-f', container, '-i', 'pipe:0', '-map', '0:a:0', ...output, 'pipe:1'];
  const running = run(LAYER, argv, { encoding: 'buffer', maxBuffer: 2 ** 28 });
  running.child.stdin?.on('error', () => undefined).end(bytes);
  return (await running).stdout;
}

const OUTPUTS = {
  mp3: ['mp3', '-id3v2_version', '0', '-write_xing', '0', '-f', 'mp3'],
  aac: ['aac', '-f', 'adts'],
  opus: ['ogg', '-page_duration', '100000', '-f', 'opus'],
  flac: ['flac', '-f', 'flac'],
  wav: ['wav', '-f', 'wav'],
} as const satisfies Record<string, [Container, ...string[]]>;

interface Difference {
  /** Samples that the copy has more in front: the delay that an info frame or an edit list told. */
  readonly front?: number;
  /** Samples that it may have more at its end: less than a packet, which only Matroska could tell. */
  readonly behind?: number;
}

const FAST = ['-movflags', '+faststart', '-f', 'ipod'];
const MP3 = ['-id3v2_version', '0', '-f', 'mp3'];

const FILES: [string, Container, keyof typeof OUTPUTS, Difference, ...string[]][] = [
  // LAME's 576 samples, and 529 of the decoder.
  ['MP3', 'mp3', 'mp3', { front: 1105 }, '-c:a', 'libmp3lame', '-b:a', '128k', ...MP3],
  ['MP3 of a variable bitrate', 'mp3', 'mp3', { front: 1105 }, '-c:a', 'libmp3lame', '-q:a', '3', ...MP3],
  ['MP3 without an info frame', 'mp3', 'mp3', {}, '-c:a', 'libmp3lame', '-b:a', '128k', '-write_xing', '0', ...MP3],
  ['MP3 of MPEG-2', 'mp3', 'mp3', {}, '-c:a', 'libmp3lame', '-b:a', '64k', '-ar', '22050', '-write_xing', '0', ...MP3],
  ['AAC', 'aac', 'aac', {}, '-c:a', 'aac', '-b:a', '128k', '-f', 'adts'],
  ['AAC, mono', 'aac', 'aac', {}, '-c:a', 'aac', '-b:a', '64k', '-ac', '1', '-f', 'adts'],
  ['M4A', 'mov', 'aac', { front: 1024 }, '-c:a', 'aac', '-b:a', '128k', ...FAST],
  ['Opus', 'ogg', 'opus', {}, '-c:a', 'libopus', '-b:a', '64k', '-f', 'ogg'],
  ['Opus of 60 ms', 'ogg', 'opus', {}, '-c:a', 'libopus', '-b:a', '24k', '-frame_duration', '60', '-f', 'ogg'],
  ['WebM', 'matroska', 'opus', { behind: 960 }, '-c:a', 'libopus', '-b:a', '96k', '-f', 'webm'],
  ['FLAC', 'flac', 'flac', {}, '-c:a', 'flac', '-f', 'flac'],
  ['FLAC in Ogg', 'ogg', 'flac', {}, '-c:a', 'flac', '-f', 'ogg'],
  ['WAV', 'wav', 'wav', {}, '-c:a', 'pcm_s16le', '-f', 'wav'],
  ['RF64', 'wav', 'wav', {}, '-c:a', 'pcm_s16le', '-rf64', 'always', '-f', 'wav'],
  ['Wave64', 'w64', 'wav', {}, '-c:a', 'pcm_s16le', '-f', 'w64'],
];

beforeAll(() => requireDebian('ffmpeg'), 300_000);

/** Compares the decode of a copy with the decode of its source. */
async function compare(
  container: Container,
  source: Buffer,
  output: keyof typeof OUTPUTS,
  { front = 0, behind = 0 }: Difference,
) {
  const coding = codingOf(container, source.subarray(0, 65_536), source.length, undefined);
  expect(coding?.copyable).toBe(true);
  expect(coding?.delay ?? 0).toBe(front);
  const [copied, ...muxer] = OUTPUTS[output];
  const copy = await ffmpeg(container, source, '-map_metadata', '-1', '-c:a', 'copy', ...muxer);
  const expected = await ffmpeg(container, source, '-f', 's16le');
  const decoded = await ffmpeg(copied, copy, '-f', 's16le');
  const frame = 2 * (coding?.channels ?? 0);
  const aligned = decoded.subarray(front * frame);
  expect(aligned.length - expected.length).toBeGreaterThanOrEqual(0);
  expect(aligned.length - expected.length).toBeLessThanOrEqual(behind * frame);
  expect(aligned.subarray(0, expected.length).equals(expected)).toBe(true);
}

describe('what is called copyable decodes from its copy as from its source', () => {
  test.for(FILES)('%s', async ([, container, output, difference, ...options]) =>
    compare(container, await encoded(false, ...options), output, difference),
  );
  test.for([0, 1500, 2112, 4096])('M4A with an edit list that leaves out %d samples', async (front) =>
    compare('mov', await edited(17_299, front), 'aac', { front }),
  );
  test('but an edit that leaves out more is no encoder’s delay', async () => {
    const source = await edited(17_299, 44_100);
    expect(codingOf('mov', source.subarray(0, 65_536), source.length, undefined)?.copyable).toBe(false);
  });
});

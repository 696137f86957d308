import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Container } from '../../../lib/audio/container.ts';
import { answerTo, piped } from '../../fixtures/answer.ts';
import { DEBIAN, requireDebian } from '../../fixtures/debian.ts';
import { dense, denseWav } from '../../fixtures/dense.ts';

const SAMPLES = 30_011;
let folder: string;

beforeAll(async () => {
  await requireDebian('ffmpeg', 'flac', 'sndfile-programs', 'sox');
  folder = await mkdtemp(join(tmpdir(), 'sluice-headers-'));
}, 300_000);
afterAll(() => rm(folder, { recursive: true }));

const kept = async (name: string, answer: Buffer): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, answer);
  return path;
};

describe.for([1, 2] as const)('with %d channels', (channels) => {
  const samples = dense(SAMPLES, 48_000, channels);
  const pcm = Buffer.from(samples.buffer);
  const source = denseWav(SAMPLES, 48_000, channels);

  test('a WAV that was streamed is read to its end by sox, libsndfile and ffmpeg', async () => {
    const answer = await answerTo({ output_format: 'wav', channels }, source);
    // Microsoft's WAVE_FORMAT_PCM, both sizes as large as they can be, and nothing between `fmt ` and `data`.
    expect(['RIFF', 'WAVEfmt ', 'data'].map((id) => answer.indexOf(id))).toEqual([0, 8, 36]);
    expect([4, 16, 40].map((at) => answer.readUInt32LE(at))).toEqual([0xffffffff, 16, 0xffffffff]);
    expect(answer.readUInt16LE(20)).toBe(1);
    const path = await kept(`a${channels}.wav`, answer);
    expect(await piped(DEBIAN.sox, ['-V1', path, '-t', 'raw', '-'], pcm)).toEqual(pcm);
    const aiff = join(folder, `a${channels}.aiff`);
    expect(spawnSync(DEBIAN.sndfileConvert, [path, aiff]).status).toBe(0);
    expect(await piped(DEBIAN.sox, [aiff, '-t', 'raw', '-L', '-'], pcm)).toEqual(pcm);
    expect(await piped(DEBIAN.ffmpeg, ['-v', 'error', '-i', 'pipe:0', '-f', 's16le', '-'], answer)).toEqual(pcm);
  });

  test('a FLAC that was streamed is read to its end by flac, libsndfile and ffmpeg', async () => {
    const answer = await answerTo({ output_format: 'flac', channels }, source);
    // RFC 9639, section 8.2: no block is shorter or longer than 4608; totals and MD5 of 0 are "unknown".
    expect(answer.subarray(8, 12).toString('hex')).toBe('12001200');
    expect(answer.readUIntBE(8 + 14, 4)).toBe(0);
    expect(answer.subarray(8 + 18, 8 + 34).every((byte) => byte === 0)).toBe(true);
    const path = await kept(`a${channels}.flac`, answer);
    const decoded = ['-s', '-d', '-c', '--force-raw-format', '--endian=little', '--sign=signed', path];
    expect(await piped(DEBIAN.flac, decoded, pcm)).toEqual(pcm);
    expect(spawnSync(DEBIAN.flac, ['-s', '-t', path]).status).toBe(0);
    const aiff = join(folder, `b${channels}.aiff`);
    expect(spawnSync(DEBIAN.sndfileConvert, [path, aiff]).status).toBe(0);
    expect(await piped(DEBIAN.sox, [aiff, '-t', 'raw', '-L', '-'], pcm)).toEqual(pcm);
    expect(await piped(DEBIAN.ffmpeg, ['-v', 'error', '-i', 'pipe:0', '-f', 's16le', '-'], answer)).toEqual(pcm);
  });
});

describe('the width of FLAC', () => {
  const SOURCES: readonly [Container, string, readonly string[], bits: number][] = [
    ['wav', '16 bit', ['-c:a', 'pcm_s16le', '-f', 'wav'], 16],
    ['wav', '24 bit', ['-c:a', 'pcm_s24le', '-f', 'wav'], 24],
    ['wav', 'floating point', ['-c:a', 'pcm_f32le', '-f', 'wav'], 24],
    ['flac', '16 bit', ['-c:a', 'flac', '-f', 'flac'], 16],
    ['flac', '24 bit', ['-c:a', 'flac', '-sample_fmt', 's32', '-f', 'flac'], 24],
    ['mp3', 'lossy', ['-c:a', 'libmp3lame', '-f', 'mp3'], 16],
    ['ogg', 'lossy', ['-c:a', 'libopus', '-f', 'ogg'], 16],
  ];
  test.for(SOURCES)('of %s, %s, has the bits that it should', async ([container, , argv, bits]) => {
    const source = await piped(
      DEBIAN.ffmpeg,
      ['-v', 'error', '-i', 'pipe:0', ...argv, '-'],
      denseWav(9_600, 48_000, 2),
    );
    const answer = await answerTo({ output_format: 'flac' }, source, container);
    // STREAMINFO: 20 bits of rate, 3 of channels, 5 of the width less one.
    expect(((answer.readUInt16BE(8 + 12) >>> 4) & 0x1f) + 1).toBe(bits);
  });
});

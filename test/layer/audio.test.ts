import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { binary, listed, run, samples, wav } from './binary.ts';
import { elfNeeds } from './elf.ts';

const seconds = 2;
const frames = seconds * 48_000;
const source = wav(samples(seconds));

/** The first bytes of each format, and how many samples its frames may add at the end or take at the start. */
const formats = [
  { format: 'opus', muxer: 'opus', encoder: 'libopus', magic: '4f676753', slack: 0 },
  { format: 'aac', muxer: 'adts', encoder: 'aac', magic: 'fff1', slack: 2048 },
  { format: 'mp3', muxer: 'mp3', encoder: 'libmp3lame', magic: 'fffb', slack: 3 * 1152 },
  { format: 'flac', muxer: 'flac', encoder: 'flac', magic: '664c6143', slack: 0 },
  { format: 'wav', muxer: 'wav', encoder: 'pcm_s16le', magic: '52494646', slack: 0 },
] as const;
const encode = (encoder: string, muxer: string) => [
  '-i',
  'pipe:0',
  '-map',
  '0:a:0',
  '-c:a',
  encoder,
  '-bitexact',
  '-id3v2_version',
  '0',
  '-write_xing',
  '0',
  '-f',
  muxer,
  'pipe:1',
];

describe('the layer binary', () => {
  test.each(formats)('encodes $format and decodes it again', ({ muxer, encoder, magic, slack }) => {
    const encoded = run(encode(encoder, muxer), source);
    expect(encoded.status).toBe(0);
    expect(encoded.stdout.toString('hex').startsWith(magic)).toBe(true);

    const decoded = run(['-i', 'pipe:0', '-ar', '48000', '-ac', '2', '-f', 's16le', 'pipe:1'], encoded.stdout);
    expect(decoded.status).toBe(0);
    expect(Math.abs(decoded.stdout.length / 4 - frames)).toBeLessThanOrEqual(slack);
    expect(decoded.stdout.some((byte) => byte !== 0)).toBe(true);
  });

  test('gives back the very samples as pcm', () => {
    expect(run(encode('pcm_s16le', 's16le'), source).stdout.equals(samples(seconds))).toBe(true);
  });

  test('gives back the very samples through flac', () => {
    const { stdout } = run(encode('flac', 'flac'), source);
    expect(run(encode('pcm_s16le', 's16le'), stdout).stdout.equals(samples(seconds))).toBe(true);
  });

  test.each(formats)('makes the same bytes of $format twice', ({ muxer, encoder }) => {
    expect(run(encode(encoder, muxer), source).stdout.equals(run(encode(encoder, muxer), source).stdout)).toBe(true);
  });

  /** Filters that refuse to work without options. */
  const options: Readonly<Record<string, string>> = {
    asetrate: '44100',
    atempo: '1.5',
    aformat: 'sample_fmts=s16',
    chorus: '0.7:0.9:55:0.4:0.25:2',
    pan: 'stereo|c0=c1|c1=c0',
    apad: 'pad_len=480',
    atrim: 'start=1',
    asetpts: 'PTS-STARTPTS',
  };
  test.each(listed('filter'))('filter %s lets audio through', (filter) => {
    const chain = filter in options ? `${filter}=${options[filter]}` : filter;
    const { status, stdout, stderr } = run(['-i', 'pipe:0', '-af', chain, '-f', 's16le', 'pipe:1'], source);
    expect(stderr).not.toMatch(/error/i);
    expect(status).toBe(0);
    expect(stdout.some((byte) => byte !== 0)).toBe(true);
  });

  test.each(['pipe:0', 'fd:'])('reads from %s', (input) => {
    const { status, stdout } = run(['-i', input, '-f', 's16le', 'pipe:1'], source);
    expect({ status, bytes: stdout.length }).toEqual({ status: 0, bytes: frames * 4 });
  });
});

describe('for a stranger', () => {
  let directory = '';
  beforeAll(() => {
    // The checkout may lie where only its owner can look: the copy is for everybody.
    directory = mkdtempSync(join(tmpdir(), 'sluice-layer-'));
    chmodSync(directory, 0o755);
    copyFileSync(binary, join(directory, 'ffmpeg'));
    chmodSync(join(directory, 'ffmpeg'), 0o755);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test('it runs as an unprivileged user with an empty environment and no writable directory', () => {
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const { status, stdout } = spawnSync(join(directory, 'ffmpeg'), ['-nostdin', ...encode('libopus', 'opus')], {
      ...nobody,
      env: {},
      cwd: '/',
      input: source,
    });
    expect(status).toBe(0);
    expect(stdout.subarray(0, 4).toString()).toBe('OggS');
  });
});

const emulator = spawnSync('sh', ['-c', 'command -v qemu-aarch64-static'], { encoding: 'utf8' }).stdout.trim();
const foreign = layerBinary('arm64');

describe.skipIf(process.arch === 'arm64' || emulator === '' || !existsSync(foreign))(
  'the arm64 binary, where it has been built and qemu-user-static is installed',
  () => {
    test('is static and for AArch64', () => {
      expect(elfNeeds(readFileSync(foreign))).toMatchObject({ machine: 183, interpreter: false, libraries: 0 });
    });

    test.each(formats)('encodes $format as the native one does, give or take rounding', ({ muxer, encoder }) => {
      const args = ['-nostdin', '-hide_banner', ...encode(encoder, muxer)];
      const { status, stdout } = spawnSync(emulator, [foreign, ...args], { env: {}, input: source });
      expect(status).toBe(0);
      const native = run(encode(encoder, muxer), source).stdout.length;
      expect(Math.abs(stdout.length - native)).toBeLessThan(native / 20);
    });
  },
);

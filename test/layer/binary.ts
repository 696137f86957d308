import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';

/** The layer's binary that runs on this machine. */
export const binary = layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64');

/** Runs the binary with an empty environment, as Sluice does. */
export const run = (args: readonly string[], input: Buffer = Buffer.alloc(0)) => {
  const { status, stdout, stderr } = spawnSync(binary, ['-nostdin', '-hide_banner', ...args], {
    env: {},
    input,
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, stdout, stderr: stderr.toString() };
};

const recipe = readFileSync(new URL('../../layers/ffmpeg/components.conf', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => /^[a-z]/.test(line))
  .map((line) => line.split(/\s+/));

/** Decoders whose name in ffmpeg is not configure's. */
const RENAMED: Readonly<Record<string, string>> = {
  acelp_kelvin: 'acelp.kelvin',
  atrac3p: 'atrac3plus',
  ra_144: 'real_144',
  ra_288: 'real_288',
};

/** The names of one kind in components.conf, in ffmpeg's own spelling where configure's differs, sorted. */
export const listed = (...kinds: readonly string[]): string[] =>
  recipe
    .filter(([kind]) => kind !== undefined && kinds.includes(kind))
    .map(([kind, name = '']) => {
      if (kind === 'muxer') return name.replace(/^pcm_/, '');
      return RENAMED[name] ?? name.replace(/^adpcm_(?=g7)/, '');
    })
    .sort();

/** Every entry of components.conf as `[kind, name, ...words of the reason]`. */
export const entries = (): readonly (readonly string[])[] => recipe;

/** The names that `ffmpeg -<list>` prints, sorted; of a demuxer with several names (`mov,mp4,…`) the first. */
export const present = (list: 'demuxers' | 'muxers' | 'decoders' | 'encoders' | 'filters'): string[] =>
  run([`-${list}`])
    .stdout.toString()
    .split('\n')
    .flatMap((line) => /^ [A-Z.| ]+ ([a-z0-9_.,]+) /.exec(line)?.[1]?.split(',')[0] ?? [])
    .sort();

/** Protocols of both directions, without repetition, sorted. */
export const protocols = (): string[] => {
  const names = run(['-protocols'])
    .stdout.toString()
    .split('\n')
    .flatMap((line) => /^ {2}([a-z0-9]+)$/.exec(line)?.[1] ?? []);
  return [...new Set(names)].sort();
};

/** Seconds of stereo sawtooth, a different tone in each channel, as 16 bit little-endian at 48 kHz. */
export const samples = (seconds: number): Buffer => {
  const pcm = Buffer.alloc(seconds * 48_000 * 4);
  for (let frame = 0; frame < seconds * 48_000; frame++) {
    pcm.writeInt16LE(((frame * 220) % 48_000) / 4 - 6000, frame * 4);
    pcm.writeInt16LE(((frame * 330) % 48_000) / 4 - 6000, frame * 4 + 2);
  }
  return pcm;
};

/** The samples behind a WAV header. */
export const wav = (pcm: Buffer): Buffer => {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + pcm.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(48_000, 24);
  header.writeUInt32LE(48_000 * 4, 28);
  header.writeUInt16LE(4, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(pcm.length, 40);
  return Buffer.concat([header, pcm]);
};

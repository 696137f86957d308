import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { cached } from '../fixtures/cache.ts';
import { DEBIAN, requireDebian } from '../fixtures/debian.ts';
import { media } from '../fixtures/media.ts';
import { run } from './binary.ts';

const debian = promisify(execFile);

interface Carried {
  readonly codec: string;
  /** The muxer of Debian's ffmpeg that makes the file. */
  readonly into: string;
  readonly demuxer: string;
  readonly encode: readonly string[];
  /** Which of its decoders is the reference, where it has several. */
  readonly reference?: string;
}

const TELEPHONE = ['-ar', '8000', '-ac', '1'];
const EXPERIMENTAL = ['-strict', '-2'];
/** The index in front, so that it can be read from a pipe. */
const STREAMED = ['-movflags', '+faststart'];

/** The codecs that are met seldom: all for which Debian's ffmpeg has an encoder too. */
const CARRIED: readonly Carried[] = [
  ...['8000', '16000', '32000'].map((rate) => ({
    codec: `Speex at ${rate} Hz`,
    into: 'ogg',
    demuxer: 'ogg',
    encode: ['-ar', rate, '-ac', '1', '-c:a', 'libspeex'],
    reference: 'libspeex',
  })),
  { codec: 'GSM', into: 'mov', demuxer: 'mov', encode: [...TELEPHONE, '-c:a', 'libgsm'] },
  { codec: 'GSM', into: 'caf', demuxer: 'caf', encode: [...TELEPHONE, '-c:a', 'libgsm'] },
  { codec: 'GSM in pairs', into: 'wav', demuxer: 'wav', encode: [...TELEPHONE, '-c:a', 'libgsm_ms'] },
  { codec: 'G.723.1', into: 'wav', demuxer: 'wav', encode: [...TELEPHONE, '-b:a', '6300', '-c:a', 'g723_1'] },
  { codec: 'G.726', into: 'au', demuxer: 'au', encode: [...TELEPHONE, '-c:a', 'g726le'] },
  { codec: 'G.722', into: 'wav', demuxer: 'wav', encode: ['-ar', '16000', '-ac', '1', '-c:a', 'g722'] },
  { codec: 'RealAudio 1', into: 'matroska', demuxer: 'matroska', encode: [...TELEPHONE, '-c:a', 'real_144'] },
  { codec: 'Nellymoser', into: 'mov', demuxer: 'mov', encode: ['-ar', '22050', '-ac', '1', '-c:a', 'nellymoser'] },
  { codec: 'True Audio', into: 'matroska', demuxer: 'matroska', encode: ['-c:a', 'tta'] },
  { codec: 'WavPack', into: 'matroska', demuxer: 'matroska', encode: ['-c:a', 'wavpack'] },
  ...(['matroska', 'wav', 'mp4'] as const).map((into) => ({
    codec: 'DTS',
    into,
    demuxer: into === 'mp4' ? 'mov' : into,
    encode: [...EXPERIMENTAL, '-c:a', 'dca', ...(into === 'mp4' ? STREAMED : [])],
  })),
  { codec: 'TrueHD', into: 'matroska', demuxer: 'matroska', encode: [...EXPERIMENTAL, '-c:a', 'truehd'] },
  { codec: 'TrueHD', into: 'mp4', demuxer: 'mov', encode: [...EXPERIMENTAL, '-c:a', 'truehd', ...STREAMED] },
  { codec: 'MLP', into: 'matroska', demuxer: 'matroska', encode: [...EXPERIMENTAL, '-c:a', 'mlp'] },
  { codec: 'layer II', into: 'matroska', demuxer: 'matroska', encode: ['-c:a', 'mp2'], reference: 'mp2float' },
  { codec: 'layer III', into: 'wav', demuxer: 'wav', encode: ['-c:a', 'libmp3lame'] },
  { codec: 'AC-3', into: 'wav', demuxer: 'wav', encode: ['-c:a', 'ac3'] },
  { codec: 'one bit a sample', into: 'wav', demuxer: 'wav', encode: ['-ac', '1', '-c:a', 'dfpwm'] },
  { codec: 'ADPCM of Flash', into: 'wav', demuxer: 'wav', encode: ['-ar', '22050', '-c:a', 'adpcm_swf'] },
  { codec: 'ADPCM of Yamaha', into: 'wav', demuxer: 'wav', encode: ['-c:a', 'adpcm_yamaha'] },
  { codec: 'ADPCM of QuickTime', into: 'caf', demuxer: 'caf', encode: ['-c:a', 'adpcm_ima_qt'] },
];

async function made({ codec, into, encode, reference }: Carried): Promise<{ source: Buffer; decoded: Buffer }> {
  await requireDebian('ffmpeg');
  const sample = await media('wav');
  const recipe = [sample, into, encode, reference];
  const source = await cached(`${codec.replace(/\W+/g, '-')}.${into}`, recipe, async (path) => {
    await debian(DEBIAN.ffmpeg, ['-v', 'error', '-t', '2', '-i', sample, ...encode, '-f', into, path]);
  });
  const decoded = await cached('codec.pcm', recipe, async (path) => {
    const decoder = reference === undefined ? [] : ['-c:a', reference];
    await debian(DEBIAN.ffmpeg, ['-v', 'error', ...decoder, '-i', source, '-c:a', 'pcm_s16le', '-f', 's16le', path]);
  });
  return { source: await readFile(source), decoded: await readFile(decoded) };
}

/**
 * The transforms of ffmpeg 7.1 and of Debian's 5.1 round differently in their last bit: by one step in 46 of 177,152
 * samples of DTS, 14 of 44,416 of Nellymoser. Everything that is not made of a transform was equal.
 */
const STEP = 1;

function furthest(one: Buffer, other: Buffer): number {
  let furthest = 0;
  for (let at = 0; at < one.length; at += 2) {
    furthest = Math.max(furthest, Math.abs(one.readInt16LE(at) - other.readInt16LE(at)));
  }
  return furthest;
}

/** Looking ahead as little as Sluice lets it. */
const decode = (demuxer: string, input: string, source: Buffer) =>
  run(['-probesize', '32', '-analyzeduration', '0', '-f', demuxer, '-i', input, '-f', 's16le', 'pipe:1'], source);

test.each(CARRIED)("$codec in $into decodes to the samples of Debian's ffmpeg", async (carried) => {
  const { source, decoded } = await made(carried);
  expect(decoded.length).toBeGreaterThan(0);
  for (const input of ['pipe:0', 'fd:']) {
    const { status, stdout, stderr } = decode(carried.demuxer, input, source);
    expect(stderr).not.toMatch(/error|invalid/i);
    expect({ status, bytes: stdout.length }).toEqual({ status: 0, bytes: decoded.length });
    expect(furthest(stdout, decoded)).toBeLessThanOrEqual(STEP);
  }
});

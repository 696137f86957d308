import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { withoutByteCount } from '../../lib/audio/mpeg/byte-count.ts';
import { frameCount, sameBitrate } from '../../lib/audio/mpeg/constant.ts';
import { mpegHeader } from '../../lib/audio/mpeg/header.ts';
import { confirmedLanding, type MpegLanding, mpegLanding } from '../../lib/audio/mpeg/landing.ts';
import { type MpegLayout, mpegLayout } from '../../lib/audio/mpeg/layout.ts';
import { trailingTagLength } from '../../lib/audio/trailing-tags.ts';
import { cached } from '../fixtures/cache.ts';
import { DEBIAN, requireDebian } from '../fixtures/debian.ts';

const run = promisify(execFile);
const LAYER = layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64');

/** Seconds; no whole number of frames at any rate. */
const DURATION = 61.3;
/** Loud and quiet by turns, so that the encoder fills its reservoir and uses it up. */
const NOISE = `anoisesrc=d=${DURATION}:c=pink:a=0.3:seed=3:r=44100`;
const TONES = `aevalsrc=0.3*sin(2*PI*t*(200+90*t))*lt(mod(t\\,0.7)\\,0.3)|0.2*sin(1200*t):d=${DURATION}:s=44100`;

interface Mp3 {
  /** The file without ID3v2, and where its audio ends. */
  readonly bytes: Buffer;
  readonly length: number;
  readonly layout: MpegLayout;
}

async function mp3(codec: string, ...options: string[]): Promise<Mp3> {
  const path = await cached('landing.mp3', [NOISE, TONES, codec, options], async (file) => {
    await requireDebian('ffmpeg');
    const inputs = ['-f', 'lavfi', '-i', NOISE, '-f', 'lavfi', '-i', TONES, '-filter_complex', 'amix=inputs=2'];
    const output = ['-c:a', codec, ...options, '-id3v2_version', '0', '-f', 'mp3', file];
    await run(DEBIAN.ffmpeg, ['-nostdin', '-v', 'error', ...inputs, ...output]);
  });
  return read(await readFile(path));
}

function read(bytes: Buffer): Mp3 {
  const layout = mpegLayout(bytes.subarray(0, 65_536));
  if (!layout) throw new Error('no frames');
  const tail = bytes.subarray(-65_536);
  const constant = layout.variable === undefined && sameBitrate(layout, tail) ? { ...layout, variable: false } : layout;
  return { bytes, length: bytes.length - trailingTagLength(tail), layout: constant };
}

/** PCM of the layer's ffmpeg, called as the service calls it. */
function decoded(bytes: Buffer, filter: string): Promise<Buffer> {
  const input = ['-probesize', '4096', '-analyzeduration', '0', '-f', 'mp3', '-i', 'pipe:0'];
  const argv = ['-nostdin', '-v', 'quiet', ...input, '-af', filter, '-f', 's16le', '-c:a', 'pcm_s16le', 'pipe:1'];
  const decoding = run(LAYER, argv, { encoding: 'buffer', maxBuffer: 2 ** 28 });
  decoding.child.stdin?.on('error', () => undefined).end(withoutByteCount(bytes, bytes.length));
  return decoding.then(({ stdout }) => stdout);
}

const cut = ({ skipSamples, samples }: MpegLanding, by: 'sample' | 'pts' = 'pts'): string =>
  `atrim=start_${by}=${skipSamples}:end_${by}=${skipSamples + samples}`;

/** Whether two decodes are the same, without a million bytes in the report. */
const compared = (got: Buffer, want: Buffer): object => ({ length: got.length, same: got.equals(want) });

async function expectLanding({ bytes, length, layout }: Mp3, start: number): Promise<void> {
  const landing = mpegLanding(layout, length, start);
  if (landing === undefined || landing === 'past-end') throw new Error(`${landing} at ${start}`);
  const want = await decoded(bytes, `atrim=start=${start}`);
  expect(want.length).toBeGreaterThan(0);
  const found = await decoded(bytes.subarray(landing.offset), cut(landing, 'sample'));
  expect(compared(found, want)).toEqual({ length: want.length, same: true });

  const confirmed = confirmedLanding(layout, landing, bytes.subarray(landing.offset, landing.offset + 4096));
  if (!confirmed) throw new Error(`unconfirmed at ${start}`);
  expect(mpegHeader(bytes, confirmed.offset)?.kbps).toBe(layout.kbps);
  const exact = await decoded(bytes.subarray(confirmed.offset), cut(confirmed));
  expect(compared(exact, want)).toEqual({ length: want.length, same: true });
}

/** Seconds. */
const STARTS = [20, 31.337, 40.000011, 50.1234567];

/** Seconds at which a decode ends. */
function end({ length, layout }: Mp3): number {
  const landing = mpegLanding(layout, length, 20);
  if (landing === undefined || landing === 'past-end') throw new Error('no landing');
  return 20 + landing.samples / layout.sampleRate;
}

beforeAll(() => requireDebian('ffmpeg'), 300_000);

describe('decoding from the landing gives what a decode of the whole file gives', () => {
  test.for<[string, string, ...string[]]>([
    ['128 kbit/s, 44.1 kHz, stereo', 'libmp3lame', '-b:a', '128k', '-ar', '44100', '-ac', '2'],
    ['320 kbit/s, 48 kHz', 'libmp3lame', '-b:a', '320k', '-ar', '48000', '-ac', '2'],
    ['64 kbit/s, 22.05 kHz, mono: MPEG-2', 'libmp3lame', '-b:a', '64k', '-ar', '22050', '-ac', '1'],
    ['32 kbit/s, 8 kHz, mono: MPEG-2.5', 'libmp3lame', '-b:a', '32k', '-ar', '8000', '-ac', '1'],
    ['192 kbit/s, 44.1 kHz', 'libmp3lame', '-b:a', '192k', '-ar', '44100', '-ac', '2'],
    ['the same without an info frame', 'libmp3lame', '-b:a', '192k', '-ar', '44100', '-ac', '2', '-write_xing', '0'],
    ['the smallest frames of MPEG-2', 'libmp3lame', '-b:a', '8k', '-ar', '24000', '-ac', '1'],
    ['the smallest frames of MPEG-1', 'libmp3lame', '-b:a', '32k', '-ar', '48000', '-ac', '2', '-joint_stereo', '0'],
    ['another encoder, which begins its padding elsewhere', 'libshine', '-b:a', '128k', '-ar', '44100', '-ac', '2'],
  ])('%s', { timeout: 120_000 }, async ([, codec, ...options]) => {
    const source = await mp3(codec, ...options);
    const last = end(source);
    for (const start of [...STARTS, last - 0.3, last - 0.001]) await expectLanding(source, start);
    expect(mpegLanding(source.layout, source.length, last + 0.001)).toBe('past-end');
    expect(await decoded(source.bytes, `atrim=start=${last + 0.001}`)).toHaveLength(0);
  });
});

describe('a file of 128 kbit/s', () => {
  const OPTIONS = ['-b:a', '128k', '-ar', '44100', '-ac', '2'];

  test('may have tags behind it', async () => {
    const { bytes } = await mp3('libmp3lame', ...OPTIONS);
    const item = Buffer.concat([Buffer.from([5, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('Title\0Mills')]);
    const ape = Buffer.alloc(32);
    ape.write('APETAGEX');
    ape.writeUInt32LE(2000, 8);
    ape.writeUInt32LE(item.length + 32, 12);
    ape.writeUInt32LE(1, 16);
    const id3v1 = Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125, 'x')]);
    const source = read(Buffer.concat([bytes, item, ape, id3v1]));
    expect(source.length).toBe(bytes.length);
    for (const start of [25, end(source) - 0.01]) await expectLanding(source, start);
  });

  test('has as many frames as its length says', async () => {
    const { layout, length } = await mp3('libmp3lame', ...OPTIONS);
    expect(frameCount(layout, length)).toBe(layout.frames);
  });

  test('may have a frame in the pre-roll that cannot be decoded', async () => {
    const { bytes, length, layout } = await mp3('libmp3lame', ...OPTIONS);
    const landing = mpegLanding(layout, length, 30);
    if (landing === undefined || landing === 'past-end') throw new Error('no landing');
    const damaged = Buffer.from(bytes);
    // A frame of which the header is left, and side information that no decoder takes ("big_values too big").
    const { offset } = confirmedLanding(layout, landing, bytes.subarray(landing.offset)) ?? { offset: 0 };
    damaged.fill(0xff, offset + 4, offset + 36);
    const want = await decoded(damaged, 'atrim=start=30');
    const got = await decoded(damaged.subarray(landing.offset), cut(landing));
    expect(compared(got, want)).toEqual({ length: want.length, same: true });
  });
});

test('what a decode drops is what the layout says', async () => {
  const { bytes, layout } = await mp3('libmp3lame', '-b:a', '128k', '-ar', '44100', '-ac', '1');
  const { frames = 0, samplesPerFrame, skip, padding } = layout;
  expect([skip, padding > 0]).toEqual([1105, true]);
  expect(await decoded(bytes, 'anull')).toHaveLength(2 * (frames * samplesPerFrame - skip - padding));
});

test.for<[string, ...string[]]>([
  ['a variable bitrate', '-q:a', '4'],
  ['a variable bitrate without an info frame', '-q:a', '4', '-write_xing', '0'],
  ['an average bitrate', '-abr', '1', '-b:a', '128k'],
])('%s must be read through', async ([, ...options]) => {
  const { layout, length } = await mp3('libmp3lame', ...options, '-ar', '44100');
  expect(layout.variable).toBe(true);
  expect(mpegLanding(layout, length, 60)).toBeUndefined();
});

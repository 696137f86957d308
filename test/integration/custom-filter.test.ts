import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { wav } from '../../lib/cli/sample/wav.ts';
import { ALLOWED } from '../../lib/contract/custom-filter/allowed.ts';
import { parseRequest } from '../../lib/contract/parse.ts';
import { openSession } from '../../lib/session/session.ts';
import { levelAt, rmsDb } from '../fixtures/levels.ts';
import { type FileServer, serveFiles } from '../fixtures/servers.ts';

const RATE = 48_000;
const FRAMES = 2 * RATE;

/** Left 200 Hz and 9 kHz, right 2 kHz; the second half is a tenth as loud, and noise lies under all. */
function source(channels: 1 | 2): Uint8Array {
  const samples = new Int16Array(FRAMES * channels);
  let noise = 1;
  for (let frame = 0; frame < FRAMES; frame++) {
    const sine = (hz: number) => Math.sin((2 * Math.PI * hz * frame) / RATE);
    const loud = frame < FRAMES / 2 ? 12_000 : 1_200;
    noise = (Math.imul(noise, 1_103_515_245) + 12_345) | 0;
    const left = loud * (0.6 * sine(200) + 0.4 * sine(9_000)) + noise / 2 ** 26;
    samples[frame * channels] = left;
    if (channels === 2) samples[frame * 2 + 1] = loud * sine(2_000) + noise / 2 ** 26;
  }
  return wav(samples, { rate: RATE, channels });
}

let origin: FileServer;
beforeAll(async () => {
  const stereo = Buffer.from(source(2));
  origin = await serveFiles({
    '/stereo.wav': { file: stereo },
    '/mono.wav': { file: source(1) },
    // Its header promises the whole.
    '/cut.wav': { file: stereo.subarray(0, Math.round(stereo.length * 0.7)) },
  });
});
afterAll(() => origin?.close());

/** Both sides of what a session makes of a source with a chain. */
async function through(
  custom_filter: string,
  file = 'stereo',
  others: { speed?: number } = {},
): Promise<{ left: Float32Array; right: Float32Array }> {
  const filters = { custom_filter, ...others };
  const { body } = await openSession(
    parseRequest({ source_url: `${origin.url}/${file}.wav`, output_format: 'pcm', filters }),
    {
      binary: layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64'),
      allow: new Set([origin.hostPort]),
      userAgent: 'Sluice/test',
      deadline: performance.now() + 60_000,
      log: () => {},
    },
  );
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const pcm = Buffer.concat(chunks);
  const side = (offset: number) =>
    Float32Array.from({ length: pcm.length / 4 }, (_, frame) => pcm.readInt16LE(frame * 4 + offset) / 32_768);
  return { left: side(0), right: side(2) };
}

/** What makes each filter do something: most do with their defaults. */
const EXAMPLES: Readonly<Record<string, string>> = {
  volume: 'volume=-6dB',
  equalizer: 'equalizer=f=200:g=6',
  bass: 'bass=g=6',
  treble: 'treble=g=6',
  lowshelf: 'lowshelf=g=6',
  highshelf: 'highshelf=g=6',
  deesser: 'deesser=i=1',
  alimiter: 'alimiter=limit=0.1:level=0',
  dynaudnorm: 'dynaudnorm=f=100:g=3',
  pan: 'pan=stereo|c0=c1|c1=c0',
  chorus: 'chorus=0.5:0.9:50|60|40:0.4|0.32|0.3:0.25|0.4|0.3:2|2.3|1.3',
  stereotools: 'stereotools=slev=2',
};

describe('each allowed filter changes the sound, and nothing of its length but its tail', () => {
  const tails: Readonly<Record<string, number>> = { aecho: 48_000, chorus: (60 + 2.3) * 48 };
  test.for([...ALLOWED.keys()])('%s', async (name) => {
    const [before, after] = [await through(''), await through(EXAMPLES[name] ?? name)];
    const difference = before.left.map((sample, at) => Math.abs(sample - (after.left[at] ?? 0)));
    expect(Math.max(...difference.subarray(0, RATE))).toBeGreaterThan(0.001);
    expect(after.left.length - FRAMES).toBeGreaterThanOrEqual(0);
    expect(after.left.length - FRAMES).toBeLessThanOrEqual(Math.ceil(tails[name] ?? 0));
  });
});

const first = ({ left, right }: { left: Float32Array; right: Float32Array }) => ({
  left: left.subarray(4_800, RATE - 4_800),
  right: right.subarray(4_800, RATE - 4_800),
});

test('A high-pass takes 12 dB an octave below its edge and nothing far above.', async () => {
  const [before, after] = [first(await through('')), first(await through('highpass=f=800'))];
  // Butterworth of the second order, two octaves below: 10·log10(1 + 4⁴).
  expect(levelAt(before.left, RATE, 200) - levelAt(after.left, RATE, 200)).toBeCloseTo(24.1, 0);
  expect(levelAt(after.left, RATE, 9_000)).toBeCloseTo(levelAt(before.left, RATE, 9_000), 1);
});

test('An equaliser lifts its band by what it is told.', async () => {
  const [before, after] = [first(await through('')), first(await through('equalizer=200:o:1:6'))];
  expect(levelAt(after.left, RATE, 200) - levelAt(before.left, RATE, 200)).toBeCloseTo(6, 1);
});

test('A tremolo modulates at its own frequency: the tone gets side bands there.', async () => {
  const { right } = first(await through('tremolo=f=40:d=0.8'));
  const carrier = levelAt(right, RATE, 2_000);
  // ffmpeg's depth d: the gain is 1 − d/2 + d/2·sin, so a side band has d/4 against 1 − d/2.
  const expected = 20 * Math.log10(0.8 / 4 / (1 - 0.8 / 2));
  for (const hz of [1_960, 2_040]) expect(levelAt(right, RATE, hz) - carrier).toBeCloseTo(expected, 0);
  expect(levelAt(right, RATE, 2_020) - carrier).toBeLessThan(-50);
});

test('A biquad at 1 Hz adds no constant.', async () => {
  const { left } = await through('treble=f=1:width_type=q:width=100:g=-42');
  const end = left.subarray(-RATE / 2);
  const mean = end.reduce((sum, sample) => sum + sample, 0) / end.length;
  expect(Math.abs(mean)).toBeLessThan(0.1);
  expect(new Set(end).size).toBeGreaterThan(1);
});

test('pan swaps the sides, sample by sample.', async () => {
  const [before, after] = [await through(''), await through('pan=stereo|c0=c1|c1=c0')];
  expect(after.left).toEqual(before.right);
  expect(after.right).toEqual(before.left);
});

test('pan to mono puts the same on both sides.', async () => {
  const { left, right } = await through('pan=mono|c0=0.5*c0+0.5*c1');
  expect(left).toEqual(right);
  expect(rmsDb(left)).toBeGreaterThan(-40);
});

test('A volume in decibels is one, and what one filter takes beyond full scale the next can bring back.', async () => {
  const before = await through('');
  const after = await through('volume=30dB,volume=-36dB');
  expect(rmsDb(before.left) - rmsDb(after.left)).toBeCloseTo(6, 1);
});

test('A compressor brings the loud nearer to the quiet.', async () => {
  const between = ({ left }: { left: Float32Array }) =>
    rmsDb(left.subarray(RATE / 2, RATE)) - rmsDb(left.subarray(RATE * 1.75));
  expect(between(await through('')) - between(await through('acompressor=threshold=-30dB:ratio=8'))).toBeGreaterThan(6);
});

test('A mono source comes as stereo to the chain, at its own level.', async () => {
  const { left, right } = await through('pan=stereo|c0=c1|c1=c0', 'mono');
  expect(left).toEqual(right);
  expect(rmsDb(left)).toBeCloseTo(rmsDb((await through('', 'mono')).left), 1);
});

describe('An echo sounds on behind the end', () => {
  const ECHO = 'aecho=0.8:0.5:1000:0.5';
  test.for([1, 1.25])('for as long as it was told to, at a speed of %d.', async (speed) => {
    const { left } = await through(ECHO, 'stereo', { speed });
    expect(left.length).toBe((FRAMES + RATE) / speed);
  });
  test.for([1, 1.25])('and does not hide that there is less than was promised, at a speed of %d.', async (speed) => {
    await expect(through(ECHO, 'cut', { speed })).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: 'The source ends before it said it would.',
    });
  });
});

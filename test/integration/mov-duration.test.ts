import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { durationHint, durationOf } from '../../lib/audio/source-length/source-duration.ts';
import { cached } from '../fixtures/cache.ts';
import { DEBIAN, requireDebian } from '../fixtures/debian.ts';
import { edited, encoded } from '../fixtures/encoded.ts';

const run = promisify(execFile);
const LAYER = layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64');

/** Samples of stereo of the layer's decode. */
async function decoded(container: string, bytes: Buffer): Promise<number> {
  const argv = ['-nostdin', '-v', 'error', '-f', container, '-i', 'pipe:0', '-map', '0:a:0', '-f', 's16le', 'pipe:1'];
  const decoding = run(LAYER, argv, { encoding: 'buffer', maxBuffer: 2 ** 28 });
  decoding.child.stdin?.on('error', () => undefined).end(bytes);
  return (await decoding).stdout.length / 4;
}

const RATE = 44_100;
const FAST = ['-movflags', '+faststart', '-f', 'ipod'];
const AAC = ['-c:a', 'aac', '-b:a', '128k'];

const told = (bytes: Buffer): number =>
  (durationOf('mov', bytes.subarray(0, 65_536), undefined, undefined) ?? 0) * RATE;

beforeAll(() => requireDebian('ffmpeg'), 300_000);

describe('an edit list leaves out of a decode what the duration says', () => {
  test.for([
    ['nothing', 17_500, 0],
    ['two frames and a bit', 17_299, 2112],
    ['a second', 17_299, RATE],
    ['an end', 10_100, 1024],
    ['an end inside a frame, and two frames', 9999, 2112],
    ['all but an instant', 1, 1024],
  ] as const)('%s', async ([, duration, start]) => {
    const bytes = await edited(duration, start);
    expect(told(bytes)).toBeCloseTo(await decoded('mov', bytes), 6);
  });
});

test('of a film the audio’s own duration is told, and not its picture’s', async () => {
  const path = await cached('film.mp4', ['film', AAC, FAST], async (file) => {
    const picture = ['-f', 'lavfi', '-i', 'color=gray:size=64x64:rate=5:duration=30'];
    const sound = ['-f', 'lavfi', '-i', 'anoisesrc=d=12.34:c=pink:a=0.3:seed=5:r=44100,aformat=channel_layouts=stereo'];
    const video = ['-c:v', 'mpeg4', '-movflags', '+faststart', '-f', 'mp4'];
    await run(DEBIAN.ffmpeg, ['-nostdin', '-v', 'error', ...picture, ...sound, ...AAC, ...video, file]);
  });
  const bytes = await readFile(path);
  expect(told(bytes)).toBeCloseTo(await decoded('mov', bytes), 6);
  expect(told(bytes) / RATE).toBeLessThan(12.5);
});

test('of fragments, and of an index that is not all there, nothing is told', async () => {
  const fragments = await encoded(
    false,
    '-c:a',
    'aac',
    '-b:a',
    '96k',
    '-movflags',
    '+frag_keyframe+empty_moov',
    '-f',
    'mp4',
  );
  expect(told(fragments)).toBe(0);
  const bytes = await encoded(false, ...AAC, ...FAST);
  const end = bytes.indexOf('mdat') - 8;
  for (let length = 0; length < end; length += 37) {
    expect(durationOf('mov', bytes.subarray(0, length), undefined, undefined)).toBeUndefined();
  }
});

test.for([
  ['WebM', '-c:a', 'libopus', '-b:a', '96k', '-f', 'webm'],
  ['WebM of Vorbis', '-c:a', 'libvorbis', '-q:a', '4', '-f', 'webm'],
  ['Matroska of FLAC', '-c:a', 'flac', '-f', 'matroska'],
  ['Matroska of AAC', '-c:a', 'aac', '-b:a', '128k', '-f', 'matroska'],
])('of %s about as much is told as a decode has', async ([, ...options]) => {
  const bytes = await encoded(false, ...options);
  const rate = options.includes('libopus') ? 48_000 : RATE;
  const hint = durationHint('matroska', bytes.subarray(0, 65_536)) ?? 0;
  expect(Math.abs(hint - (await decoded('matroska', bytes)) / rate)).toBeLessThan(0.03);
  expect(durationOf('matroska', bytes.subarray(0, 65_536), undefined, bytes.length)).toBeUndefined();
});

test('of a WebM that was written into a pipe nothing is told', async () => {
  const bytes = await encoded(true, '-c:a', 'libopus', '-b:a', '96k', '-f', 'webm');
  expect(durationHint('matroska', bytes.subarray(0, 65_536))).toBeUndefined();
});

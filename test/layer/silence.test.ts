import { expect, test } from 'vitest';
import { run, wav } from './binary.ts';

/** A fifth of a second of nothing, less than loudnorm's three seconds. */
const SILENCE = wav(Buffer.alloc(9_600 * 4));
const LOUDNESS = ['-i', 'pipe:0', '-af', 'loudnorm=I=-16:TP=-1.5:LRA=11', '-ar', '48000'];

test.for([
  ['libopus', 'opus'],
  ['aac', 'adts'],
  ['libmp3lame', 'mp3'],
  ['flac', 'flac'],
] as const)('silence whose loudness is levelled is encoded by %s, and stays silence', ([encoder, muxer]) => {
  const encoded = run([...LOUDNESS, '-c:a', encoder, '-f', muxer, 'pipe:1'], SILENCE);
  expect({ status: encoded.status, stderr: encoded.stderr }).toEqual({
    status: 0,
    stderr: expect.not.stringMatching(/error|assert|nan/i),
  });
  const { status, stdout } = run(['-i', 'pipe:0', '-f', 's16le', 'pipe:1'], encoded.stdout);
  expect(status).toBe(0);
  expect(stdout.length).toBeGreaterThanOrEqual(9_600 * 4);
  expect(stdout.every((byte) => byte === 0)).toBe(true);
});

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ensureSample } from '../../lib/cli/sample/sample.ts';
import { cached } from '../fixtures/cache.ts';
import { DEBIAN, requireDebian } from '../fixtures/debian.ts';

/** Bytes a second of {@link programme}. */
export const PACE = 16_000;
export const RATE = 44_100;

/** The path of an MP3 of so many seconds, 128 kbit/s: the bundled sample, over and over. */
export const programme = (seconds: number): Promise<string> =>
  cached(`programme-${seconds}.mp3`, ['programme', 1, seconds], async (path) => {
    await requireDebian('ffmpeg');
    const input = ['-stream_loop', '-1', '-i', await ensureSample(), '-t', String(seconds)];
    const output = ['-c:a', 'libmp3lame', '-b:a', '128k', '-f', 'mp3', '-fflags', '+bitexact', path];
    await promisify(execFile)(DEBIAN.ffmpeg, ['-nostdin', '-v', 'error', ...input, ...output]);
  });

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { cached } from '../fixtures/cache.ts';
import { DEBIAN, requireDebian } from '../fixtures/debian.ts';
import { FILMS, SOUND } from './encodings.ts';
import type { CorpusFile } from './files.ts';

/** Seconds; no whole number of anybody's frames. */
const SECONDS = 1.37;
const NOISE = [
  '-f',
  'lavfi',
  '-i',
  `anoisesrc=d=${SECONDS}:c=pink:seed=4:r=44100:a=0.4,aformat=channel_layouts=stereo`,
];
const PICTURE = ['-f', 'lavfi', '-i', `testsrc=d=${SECONDS}:s=64x64:r=10`];

/** Noise as one of `encodings.ts`, by its name: made by Debian's ffmpeg when it is asked for the first time. */
export async function madeOf(name: string): Promise<CorpusFile> {
  const picture = FILMS.get(name);
  const argv = picture ? [...PICTURE, ...NOISE, ...picture] : [...NOISE, ...(SOUND.get(name) ?? [])];
  const path = await cached(`encoding-${name}`, ['encoding', argv], async (unfinished) => {
    await requireDebian('ffmpeg');
    await promisify(execFile)(DEBIAN.ffmpeg, ['-nostdin', '-v', 'error', ...argv, '-fflags', '+bitexact', unfinished]);
  });
  return {
    name,
    path,
    sha256: createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  };
}

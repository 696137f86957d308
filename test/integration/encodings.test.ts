import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answer } from '../corpus/answer.ts';
import { FILMS, SOUND } from '../corpus/encodings.ts';
import type { CorpusFile } from '../corpus/files.ts';
import { reference } from '../corpus/reference.ts';
import { agrees, told } from '../corpus/verdict.ts';
import { cached } from '../fixtures/cache.ts';
import { DEBIAN, requireDebian } from '../fixtures/debian.ts';
import { type FileServer, serveFiles } from '../fixtures/servers.ts';

/** Seconds; no whole number of anybody's frames. */
const SECONDS = 1.37;
const NOISE = [
  '-f',
  'lavfi',
  '-i',
  `anoisesrc=d=${SECONDS}:c=pink:seed=4:r=44100:a=0.4,aformat=channel_layouts=stereo`,
];
const PICTURE = ['-f', 'lavfi', '-i', `testsrc=d=${SECONDS}:s=64x64:r=10`];

const NAMES = [...SOUND.keys(), ...FILMS.keys()];
const AT_A_TIME = 3;

const files = new Map<string, CorpusFile>();
let origin: FileServer;

async function made(name: string): Promise<CorpusFile> {
  const picture = FILMS.get(name);
  const argv = picture ? [...PICTURE, ...NOISE, ...picture] : [...NOISE, ...(SOUND.get(name) ?? [])];
  const path = await cached(`encoding-${name}`, ['encoding', argv], async (unfinished) => {
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

beforeAll(async () => {
  await requireDebian('ffmpeg');
  const left = [...NAMES];
  const work = async (): Promise<void> => {
    for (let name = left.pop(); name; name = left.pop()) files.set(name, await made(name));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  const served = NAMES.map(
    (name, index) => [`/${name}`, { file: files.get(name)?.path ?? '', ranges: index % 2 === 0 }] as const,
  );
  origin = await serveFiles(Object.fromEntries(served));
}, 120_000);
afterAll(() => origin?.close());

test.for(NAMES)('%s has the samples that Debian’s ffmpeg decodes', async (name) => {
  const file = files.get(name);
  if (!file) throw new Error(`${name} was not made`);
  const wanted = await reference(file);
  const got = await answer(origin, `/${name}`, wanted);
  expect(wanted.samples.length).toBeGreaterThan(0);
  expect([agrees(wanted, got), told(wanted, got)]).toEqual([true, expect.anything()]);
});

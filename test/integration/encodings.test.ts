import { afterAll, beforeAll, expect, test } from 'vitest';
import { answer } from '../corpus/answer.ts';
import { FILMS, SOUND } from '../corpus/encodings.ts';
import type { CorpusFile } from '../corpus/files.ts';
import { madeOf } from '../corpus/made.ts';
import { reference } from '../corpus/reference.ts';
import { agrees, told } from '../corpus/verdict.ts';
import { requireDebian } from '../fixtures/debian.ts';
import { type FileServer, serveFiles } from '../fixtures/servers.ts';

const NAMES = [...SOUND.keys(), ...FILMS.keys()];
const AT_A_TIME = 3;

const files = new Map<string, CorpusFile>();
let origin: FileServer;

beforeAll(async () => {
  await requireDebian('ffmpeg');
  const left = [...NAMES];
  const work = async (): Promise<void> => {
    for (let name = left.pop(); name; name = left.pop()) files.set(name, await madeOf(name));
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

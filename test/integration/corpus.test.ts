import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, answer } from '../corpus/answer.ts';
import { EXCEPTIONS } from '../corpus/exceptions.ts';
import { type CorpusFile, corpusFiles } from '../corpus/files.ts';
import { packages } from '../corpus/packages.ts';
import { type Reference, reference } from '../corpus/reference.ts';
import { agrees, holds, told } from '../corpus/verdict.ts';
import { requireDebian } from '../fixtures/debian.ts';
import { type FileServer, serveFiles } from '../fixtures/servers.ts';

/** Files at a time: each is a process, and most of its time is its start. */
const AT_A_TIME = 3;

const PACKAGES = await packages();

interface Decoded {
  readonly file: CorpusFile;
  readonly reference: Reference;
  readonly answer: Answer;
}

let origin: FileServer;
let files: readonly CorpusFile[];

beforeAll(async () => {
  await requireDebian('ffmpeg');
  files = await corpusFiles();
  // Every other one without ranges: what has to be sought in is then read from disk.
  const served = files.map(({ path }, index) => [`/${index}`, { file: path, ranges: index % 2 === 0 }] as const);
  origin = await serveFiles(Object.fromEntries(served));
}, 300_000);
afterAll(() => origin?.close());

/** Decodes the files of a package on both sides. */
async function decoded(name: string): Promise<readonly Decoded[]> {
  const left = [...files.entries()].filter(([, file]) => file.name.startsWith(`${name}/`));
  const done: Decoded[] = [];
  const work = async (): Promise<void> => {
    for (let next = left.pop(); next; next = left.pop()) {
      const [index, file] = next;
      const wanted = await reference(file);
      done.push({ file, reference: wanted, answer: await answer(origin, `/${index}`, wanted) });
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return done;
}

const outcomes = new Map(
  Object.values(EXCEPTIONS).flatMap(({ outcome, files: names }) => names.map((name) => [name, outcome] as const)),
);

describe('what Debian’s ffmpeg makes of odd files', () => {
  test.for(PACKAGES.map(({ name }) => name))(
    '%s: the service makes the same of each',
    { timeout: 120_000 },
    async (name) => {
      const all = await decoded(name);
      expect(all.length).toBeGreaterThan(0);
      const wrong = all.filter((each) => {
        const outcome = outcomes.get(each.file.name);
        return !(outcome ? holds(outcome, each.reference, each.answer) : agrees(each.reference, each.answer));
      });
      expect(wrong.map((each) => [each.file.name, told(each.reference, each.answer)])).toEqual([]);
    },
  );

  test('every exception is a file of the corpus', () => {
    const names = new Set(files.map(({ name }) => name));
    expect([...outcomes.keys()].filter((name) => !names.has(name))).toEqual([]);
  });

  test('the documentation lists every package with the number of its files, and every exception', async () => {
    const text = await readFile(new URL('../../docs/formats.md', import.meta.url), 'utf8');
    const section = text.slice(text.indexOf('## Inputs: the corpus'));
    const rows = [...section.matchAll(/^\| `([^`]+)` +\| +\S+ +\| +(\d+) \|$/gm)].map(([, name, count]) => [
      name,
      Number(count),
    ]);
    const counted = PACKAGES.map(({ name }) => [name, files.filter((file) => file.name.startsWith(`${name}/`)).length]);
    expect(rows).toEqual(counted);
    const listed = [...section.matchAll(/^ *- `([^`]+)`$/gm)].map(([, name]) => name);
    expect(listed.toSorted()).toEqual([...outcomes.keys()].toSorted());
  });
});

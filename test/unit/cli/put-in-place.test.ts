import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { putInPlace } from '../../../lib/cli/put-in-place.ts';

let above: string;
let folder: string;

beforeEach(async () => {
  above = await mkdtemp(join(tmpdir(), 'sluice-place-'));
  folder = join(above, 'made');
  onTestFinished(() => rm(above, { recursive: true, force: true }));
});

const holding =
  (...files: string[]) =>
  async (fresh: string) => {
    await mkdir(fresh);
    for (const file of files) await writeFile(join(fresh, file), file);
  };

test('A folder is made where there was none, and takes the place of the one before.', async () => {
  await putInPlace(folder, holding('a', 'b'));
  await putInPlace(folder, holding('b', 'c'));
  expect([await readdir(folder), await readdir(above)]).toEqual([['b', 'c'], ['made']]);
});

test('What cannot be made leaves the one before where it was.', async () => {
  await putInPlace(folder, holding('a'));
  const failing = putInPlace(folder, async (fresh) => {
    await holding('b')(fresh);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect([await readdir(folder), await readdir(above)]).toEqual([['a'], ['made']]);
});

test('Several processes that make it at once are not in each other’s way, and it is there in between.', async () => {
  const maker = join(above, 'maker.mjs');
  const module = new URL('../../../lib/cli/put-in-place.ts', import.meta.url).href;
  const make = `async (fresh) => { await mkdir(fresh); await writeFile(fresh + '/a', 'whole'); }`;
  await writeFile(
    maker,
    `import { mkdir, writeFile } from 'node:fs/promises';\nimport { putInPlace } from ${JSON.stringify(module)};\n` +
      `for (let turn = 0; turn < 200; turn += 1) await putInPlace(${JSON.stringify(folder)}, ${make});\n`,
  );
  const codes = await Promise.all([1, 2, 3].map(async () => (await once(fork(maker), 'exit'))[0] as number));
  expect([codes, await readFile(join(folder, 'a'), 'utf8')]).toEqual([[0, 0, 0], 'whole']);
  expect((await readdir(above)).toSorted()).toEqual(['made', 'maker.mjs']);
}, 30_000);

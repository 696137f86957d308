/** Who tries what the pages say to type, and what stands in them as an example. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blocksOf, commandsOf, pages, ROOT, textOf } from './blocks.ts';

type Tried = Readonly<Record<string, readonly [count: number, by: string]>>;

/** By page and language: how many blocks there are, and the test that tries them, or why none can. */
const TRIED: Readonly<Record<string, Tried>> = {
  'README.md': { sh: [3, 'test/documentation/walk.test.ts'] },
  'docs/api.md': { json: [1, 'test/documentation/walk.test.ts'] },
  'docs/architecture.md': { '': [1, 'is a drawing; test/structure/imports.test.ts compares its table with the code'] },
  'docs/cli.md': { sh: [1, 'test/documentation/walk.test.ts'] },
  'docs/client.md': {
    sh: [4, 'test/documentation/walk.test.ts'],
    js: [7, 'test/documentation/walk.test.ts'],
    '': [1, 'test/integration/client/package.test.ts'],
  },
  'docs/custom-filters.md': { json: [1, 'test/documentation/examples.test.ts'] },
  'docs/deploy.md': {
    console: [5, 'test/documentation/deployment.test.ts'],
    json: [1, 'test/documentation/examples.test.ts'],
  },
  'docs/edge.md': {
    sh: [1, 'test/documentation/walk.test.ts'],
    console: [1, 'test/documentation/deployment.test.ts'],
  },
  'docs/filters.md': { sh: [1, 'test/documentation/walk.test.ts'] },
  'docs/monitoring/README.md': { yaml: [1, 'test/documentation/examples.test.ts'] },
  'docs/offline.md': {
    console: [2, 'test/documentation/deployment.test.ts'],
    js: [1, 'test/documentation/examples.test.ts'],
  },
  'docs/operations.md': {
    sh: [5, 'test/integration/operations.test.ts'],
    insights: [19, 'test/integration/operations.test.ts'],
  },
  'layers/ffmpeg/README.md': { console: [1, 'test/documentation/deployment.test.ts'] },
  'layers/container/README.md': {
    console: [3, 'test/documentation/deployment.test.ts'],
    yaml: [1, 'test/documentation/examples.test.ts'],
  },
  'lib/offline/README.md': { yaml: [1, 'test/documentation/walk.test.ts'] },
  'docs/recipes.md': { sh: [2, 'test/documentation/recipes.ts'], js: [2, 'test/documentation/recipes.ts'] },
  'docs/reliability.md': { sh: [10, 'test/documentation/trials.test.ts'] },
};

test.for([...new Set([...pages(), ...Object.keys(TRIED)])])('Each block of %s has somebody who tries it.', (page) => {
  const counts: Record<string, number> = {};
  for (const { language } of blocksOf(page)) counts[language] = (counts[language] ?? 0) + 1;
  const listed = Object.entries(TRIED[page] ?? {}).map(([language, [count]]) => [language, count]);
  const where = `${page}: try what is new in test/documentation, and list it in its inventory`;
  expect(Object.fromEntries(listed), where).toEqual(counts);
});

test.for(pages())('No fence of %s is of a kind that is overlooked here.', (page) => {
  const fences = [...textOf(page).matchAll(/^[ >]*(?:```|~~~).*$/gm)].map(([line]) => line);
  expect(fences, page).toHaveLength(2 * blocksOf(page).length);
});

test('Every test of the inventory is there, and reads its page.', () => {
  for (const [page, tried] of Object.entries(TRIED)) {
    for (const [, by] of Object.values(tried)) {
      const [file] = /\btest\/\S+\.ts/.exec(by) ?? [];
      expect(existsSync(join(ROOT, file ?? '')), by).toBe(true);
      if (file === by)
        expect(readFileSync(join(ROOT, file), 'utf8'), `${file} reads ${page}`).toContain(page.split('/').at(-1));
    }
  }
});

test('No page says `sh` to what is nothing to type.', () => {
  for (const page of pages())
    for (const command of commandsOf(page)) expect(command, page).not.toMatch(/^\$|<[a-z]+>/m);
});

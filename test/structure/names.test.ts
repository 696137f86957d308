import { expect, test } from 'vitest';
import { emptyNames, shortcuts } from './names.ts';
import { readTree, repositoryFiles } from './sources.ts';

test('no file and no folder has a name that says nothing', () => {
  expect(emptyNames(repositoryFiles())).toEqual([]);
});

test('nothing is unfinished, unchecked, or skipped without a reason', () => {
  const tree = readTree(/^(lib|functions|layers|test)\/.*\.[cm]?[jt]s$/);
  expect(tree.size).toBeGreaterThan(0);
  expect(shortcuts(tree)).toEqual([]);
});

test.each(['lib/utils/a.ts', 'lib/http/helpers.ts', 'lib/stream-manager.ts', 'test/common/a.ts', 'lib/misc.d.ts'])(
  'the name %s is objected to',
  (path) => {
    expect(emptyNames([path, 'lib/http/prelude.ts', 'docs/commonplace.md'])).toEqual([path]);
  },
);

test.each([
  ['a promise', `// ${'TO'}DO: later`],
  ['an unchecked line', `// @ts-${'ignore'}\nlet a: string = 1;`],
  ['a cast to anything', 'const a = b as any;'],
  ['a test that runs alone', "test.only('x', () => {});"],
  ['a table that runs alone', "describe.only.each([1])('x', () => {});"],
  ['a test that is skipped', "it.skip('works', () => {});"],
  ['a table that is skipped', "test.skip.each([1])('works %d', () => {});"],
  ['a group that is skipped', "describe.skip('works', () => {});"],
  ['a test that is not written', "test.todo('works');"],
])('%s is objected to', (_, text) => {
  expect(shortcuts(new Map([['test/a.test.ts', text]]))).toEqual([expect.stringMatching(/^test\/a\.test\.ts:1: /)]);
});

test('a reason or a condition is enough, and words in strings and other calls are nobody’s business', () => {
  const text = [
    "test.skipIf(!root)('installs', () => {});",
    "test.skip('waits because the mirror is slow', () => {});",
    "iterator.skip(3); const mastodon = 'only'; lines.only();",
    "test.each([1])('works %d', () => {});",
  ].join('\n');
  expect(shortcuts(new Map([['test/a.test.ts', text]]))).toEqual([]);
});

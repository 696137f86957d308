import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { packageHosts } from './hosts.ts';
import { anchorsOf, deadLinks, linksOf } from './markdown.ts';
import { ROOT, readTree, repositoryFiles } from './sources.ts';

const PAGES = /^((README|CHANGELOG|CONTRIBUTING|SECURITY)\.md|docs\/.*\.md|(lib|layers|test)\/.*README\.md)$/;
const LOCKFILE = 'package-lock.json';
/** Put together here, so that this file is not the first to break the rule. */
const MACHINE_PATH = new RegExp(`(?<![\\w.-])/(?:${['work', 'root', 'home'].join('|')})/`);

const texts = readTree(/\.(?!(png|jpe?g|gif|ico|woff2?|zip|mp3|ogg|opus|flac|wav|m4a)$)[^./]+$|(^|\/)[^.]+$/);
const linesWith = (fits: (line: string) => boolean, except: readonly string[] = []) =>
  [...texts].flatMap(([path, text]) => {
    if (except.includes(path)) return [];
    const lines = text.split('\n').map((line, index) => ({ line, at: `${path}:${index + 1}` }));
    return lines.filter(({ line }) => fits(line)).map(({ at }) => at);
  });

test('no link and no anchor in the documentation is dead', () => {
  const pages = readTree(PAGES);
  expect(pages.size).toBeGreaterThan(0);
  expect(deadLinks(pages, (path) => existsSync(ROOT + path))).toEqual([]);
});

test('no file names a path of the machine it was written on', () => {
  expect(texts.size).toBeGreaterThan(0);
  expect(linesWith((line) => MACHINE_PATH.test(line))).toEqual([]);
  for (const home of ['work', 'root', 'home']) expect(MACHINE_PATH.test(`open('/${home}/x')`)).toBe(true);
  expect(MACHINE_PATH.test('https://example.com/home/x')).toBe(false);
});

test('no file names a host that this machine installs from', () => {
  const hosts = packageHosts();
  expect(hosts.length).toBeGreaterThan(0);
  expect(linesWith((line) => hosts.some((host) => line.includes(host)), [LOCKFILE])).toEqual([]);
});

test('the lockfile names no registry', () => {
  expect(repositoryFiles()).toContain(LOCKFILE);
  expect(readFileSync(ROOT + LOCKFILE, 'utf8')).not.toMatch(/"resolved":\s*"[a-z+]+:/);
});

test('the checker finds dead links and anchors, and no others', () => {
  const pages = new Map([
    ['README.md', '# One two\n[a](docs/a.md#b-c) ![i](gone.png) [x](#one-two) [y](#three)\n[r]: docs/gone.md "Title"'],
    ['docs/a.md', '## B `c`!\n## B c\n[up](../README.md) [deep](a.md#b-c-1) [out](../../x) [web](https://example.com)'],
  ]);
  expect(deadLinks(pages, (path) => pages.has(path))).toEqual([
    'README.md: gone.png',
    'README.md: #three',
    'README.md: docs/gone.md',
    'docs/a.md: ../../x',
  ]);
});

test('what stands in code is no link and no heading', () => {
  const page = '# Yes\n```md\n# No\n[a](b)\n```\n`[c](d)` <img alt="" src="e.png"> [f](<g.md> "G") <a id="h"></a>';
  expect(linksOf(page)).toEqual(['g.md', 'e.png']);
  expect([...anchorsOf(page)]).toEqual(['yes', 'h']);
});

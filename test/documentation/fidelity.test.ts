/** docs/offline.md says rule by rule how faithful the emulation is: what it says is compared, and nothing is left out. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../lib/offline/config/defaults.ts';
import { OPTIONS } from '../../lib/offline/config/settings.ts';
import { ENVIRONMENTS, FUNCTION_URLS, IMAGES, LAMBDA_API } from '../offline/rules.ts';
import { ROOT, textOf } from './blocks.ts';

const PAGE = textOf('docs/offline.md');

/** The rows of the tables of a section, without their heads and the names of groups. */
function rowsOf(section: string): string[][] {
  const [text = ''] = PAGE.split(`\n## ${section}\n`)[1]?.split('\n## ') ?? [];
  const cells = text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.slice(1, -1).split('|'));
  const rows = cells.map((row) => row.map((cell) => cell.trim()));
  return rows.filter(([rule = '', ...rest]) => !/^(rule|option|-+|\*\*.*\*\*)$/.test(rule) && rest.length > 0);
}

const SECTIONS = [
  ['Environments, rule by rule', ENVIRONMENTS],
  ['An image', IMAGES],
  ['Function URLs, rule by rule', FUNCTION_URLS],
  ['The Lambda API', LAMBDA_API],
] as const;
const isNot = (here: string): boolean => /^not\b/.test(here);

test.for(SECTIONS)('%s: each rule is the same, approximated, an option, or not emulated, and says so.', ([section]) => {
  const rows = rowsOf(section);
  expect(rows.length).toBeGreaterThan(4);
  for (const [rule, here = ''] of rows) {
    const [, option = ''] = /^`(\w+)`: /.exec(here) ?? [];
    const isSaid = /^(same|approximated|not|the first is the same|absent)\b/.test(here) || option in DEFAULT_SETTINGS;
    expect([rule, isSaid]).toEqual([rule, true]);
  }
});

test.for(SECTIONS)('%s: each rule that is emulated has a test, and each test a rule.', ([section, proofs]) => {
  const emulated = rowsOf(section).flatMap(([rule = '', here = '']) => (isNot(here) ? [] : [rule]));
  for (const rule of emulated) {
    const found = Object.keys(proofs).filter((beginning) => rule.startsWith(beginning));
    expect([rule, found]).toEqual([rule, [expect.any(String)]]);
  }
  expect(Object.keys(proofs)).toHaveLength(emulated.length);
  for (const [file, title] of Object.values(proofs).flat()) {
    const path = `test/${file}.test.ts`;
    expect([path, existsSync(join(ROOT, path))]).toEqual([path, true]);
    expect(textOf(path)).toContain(title);
  }
});

test('Each rule of environments and of Function URLs that is emulated has AWS’s page beside it, or that there is none.', () => {
  const links = new Set([...PAGE.matchAll(/^\[([\w .]+)\]: https:\/\/docs\.aws\.amazon\.com\//gim)].map(([, l]) => l));
  expect(links.size).toBeGreaterThan(20);
  const isCited = (page: string): boolean =>
    /^(no page|RFC \d+)/.test(page) || [...page.matchAll(/\[([^\]]+)\]/g)].some(([, label]) => links.has(label));
  for (const section of ['Environments, rule by rule', 'Function URLs, rule by rule']) {
    const without = rowsOf(section).filter(([, here = '', page = '']) => !isNot(here) && !isCited(page));
    expect(without.map(([rule]) => rule)).toEqual([]);
  }
});

test('The options of the page are those that serverless.yml may have, with their defaults.', () => {
  const rows = rowsOf('Options').flatMap(([names = '', standard = '']) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => ({ name, standard })),
  );
  expect(rows.map(({ name }) => name).toSorted()).toEqual(OPTIONS.toSorted());
  const defaults: Readonly<Record<string, unknown>> = { ...DEFAULT_SETTINGS };
  for (const { name, standard } of rows) {
    const value = defaults[name];
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    expect([name, standard.replaceAll('`', '')]).toEqual([name, expect.stringContaining(String(value))]);
  }
});

/** The long trials of docs/reliability.md: hours. Here each command is run with small numbers, and has to say that it read them. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TRIALS } from '../proof/trials.ts';
import { commandsOf, ROOT } from './blocks.ts';
import { type Clone, clone } from './clone.ts';
import { NOT_RUN, SHORT } from './short.ts';

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).map((name) => `test/${name}`);
const lines = commandsOf('docs/reliability.md').flatMap((text) =>
  text.split('\n').map((line) => line.replace(/ *#.*/, '')),
);

/** What a script runs: files, or what vitest finds by the beginnings of their names. */
const sourcesOf = (script: string): string[] => {
  const [, other] = /npm run ([\w:]+)$/.exec(scripts[script] ?? '') ?? [];
  if (other) return sourcesOf(other);
  const words = (scripts[script] ?? '').split(' ').filter((word) => word.startsWith('test/'));
  return words.flatMap((word) => {
    const found = files.filter((file) => file.startsWith(word.replace(/\.ts$/, '')) && file.endsWith('.ts'));
    expect(found, `${script}: ${word}`).not.toEqual([]);
    return found.map((file) => readFileSync(join(ROOT, file), 'utf8'));
  });
};

const reads = (variable: string): RegExp => new RegExp(`process\\.env\\.${variable}\\b|'${variable}'`);

const run = promisify(execFile);
let here: Clone;
beforeAll(async () => {
  here = await clone();
});
afterAll(() => here?.remove());

test.for(lines)('%s', async (line) => {
  const [, before = '', script = ''] = /^((?:\w+=\S+ )*)npm run ([\w:]+)$/.exec(line) ?? [];
  expect(Object.keys(scripts)).toContain(script);
  const given = Object.fromEntries([...before.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]));
  // What a script does not tell it has been given, such as most seeds.
  const sources = sourcesOf(script).join('\n');
  for (const variable of Object.keys(given)) expect(sources).toMatch(reads(variable));
  if (script in NOT_RUN) return;

  const { variables, only, says } = SHORT[script] ?? { variables: {}, says: () => [] };
  const long = Object.keys(given).filter((name) => !name.endsWith('_SEED') && !(name in variables));
  expect(long, `test/documentation/short.ts has to make ${script} short`).toEqual([]);
  const expected = says({ ...given, ...variables });
  expect(expected, `test/documentation/short.ts has to know what ${script} says`).not.toEqual([]);
  const { PATH, TMPDIR, NODE_DISABLE_COMPILE_CACHE } = process.env;
  const env = { PATH, TMPDIR, NODE_DISABLE_COMPILE_CACHE, HOME: here.home, ...given, ...variables };
  const words = ['run', script, ...(only ? ['--', '-t', only] : [])];
  const { stdout } = await run('npm', words, { cwd: here.folder, env }).catch((error) => {
    throw new Error(`${error.message}\n${error.stdout}`);
  });
  for (const words of expected) expect(stdout).toContain(words);
});

test('A trial that is not run has what its script names.', () => {
  for (const script of Object.keys(NOT_RUN)) {
    expect(Object.keys(scripts)).toContain(script);
    for (const [path] of (scripts[script] ?? '').matchAll(/\b(?:lib|layers|test)\/\S+\.(?:ts|mjs|sh)/g))
      expect(existsSync(join(ROOT, path)), path).toBe(true);
  }
});

test.for(TRIALS)('npm run proof: $name', ({ script, variables }) => {
  const sources = sourcesOf(script).join('\n');
  for (const variable of Object.keys(variables)) expect(sources).toMatch(reads(variable));
});

/** The long trials of docs/reliability.md: hours. What is tried here is that the commands are what the tests read. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TRIALS } from '../proof/trials.ts';
import { commandsOf, ROOT } from './blocks.ts';

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

test.for(lines)('%s', (line) => {
  const [, before = '', script = ''] = /^((?:\w+=\S+ )*)npm run ([\w:]+)$/.exec(line) ?? [];
  expect(Object.keys(scripts)).toContain(script);
  const sources = sourcesOf(script).join('\n');
  for (const [, variable = ''] of before.matchAll(/(\w+)=/g)) expect(sources).toMatch(reads(variable));
});

test.for(TRIALS)('npm run proof: $name', ({ script, variables }) => {
  const sources = sourcesOf(script).join('\n');
  for (const variable of Object.keys(variables)) expect(sources).toMatch(reads(variable));
});

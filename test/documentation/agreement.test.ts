/** Where the pages and the code say the same, they say the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pages, ROOT } from './blocks.ts';

const page = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

test.for(pages())('Every script that %s names is one of package.json.', (name) => {
  const { scripts } = JSON.parse(page('package.json')) as { scripts: Record<string, string> };
  const named = [...page(name).matchAll(/npm (?:run ([a-z:]+)|(start|test))\b/g)].map(
    ([, script, short = '']) => script ?? short,
  );
  expect(named.filter((script) => !(script in scripts))).toEqual([]);
});

test('Every header of the contract stands in docs/api.md, and CORS shows it to browsers.', async () => {
  const { HEADERS } = await import('../../lib/contract/headers.ts');
  for (const header of Object.values(HEADERS)) {
    expect(page('serverless.yml')).toContain(`- ${header}\n`);
    expect(page('docs/api.md')).toContain(`\`${header}\``);
  }
});

test('The table of bitrates in docs/api.md is the one that requests are checked with.', async () => {
  const { allowedBitrates } = await import('../../lib/contract/bitrate.ts');
  const rows = [
    ...page('docs/api.md').matchAll(/^\| *(\d+) *\| *(\d+)–(\d+) *\| *(\d+)–(\d+) *\| *(\d+)–(\d+) *\|$/gm),
  ];
  expect(rows).toHaveLength(7);
  for (const row of rows) {
    const [hz = 0, ...ends] = row.slice(1).map(Number);
    const mp3 = allowedBitrates('mp3', hz, 2);
    const list = 'list' in mp3 ? mp3.list : [];
    const aac = [1, 2].flatMap((channels) => Object.values(allowedBitrates('aac', hz, channels)));
    expect(ends).toEqual([list[0], list.at(-1), ...aac]);
  }
});

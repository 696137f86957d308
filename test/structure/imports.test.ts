import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { areaOf, forbiddenImports, type ImportTable } from './imports.ts';
import { lineCount, median, readTree } from './sources.ts';

const table = JSON.parse(readFileSync(new URL('imports.table.json', import.meta.url), 'utf8')) as ImportTable;
const tree = readTree(/^(lib|functions|layers)\/.*\.[cm]?[jt]s$/);

test('nobody imports what the table does not allow', () => {
  expect(tree.size).toBeGreaterThan(0);
  expect(forbiddenImports(tree, table)).toEqual([]);
});

test('every file is one concern long', () => {
  const sizes = [...tree].map(([path, text]) => ({ path, lines: lineCount(text) }));
  const limit = (path: string) => table.areas[areaOf(path, table) ?? '']?.maxLines ?? table.lines.max;
  expect(sizes.filter(({ path, lines }) => lines > limit(path))).toEqual([]);
  expect(median(sizes.map(({ lines }) => lines))).toBeLessThan(table.lines.median);
});

describe('the checker objects to', () => {
  test.each([
    ['an import upwards', 'lib/audio/a.ts', "import { x } from '../session/b.ts';"],
    ['an import of a type alone', 'lib/audio/a.ts', "import type { X } from '../session/b.ts';"],
    ['a type named in place', 'lib/audio/a.ts', "export type X = import('../session/b.ts').X;"],
    ['a re-export', 'lib/ffmpeg/a.ts', "export * from '../source/b.ts';"],
    ['a named re-export', 'lib/ffmpeg/a.ts', "export { b } from '../source/b.ts';"],
    ['an import for its effects', 'lib/source/a.ts', "import '../http/b.ts';"],
    ['an import on demand', 'lib/http/a.ts', "await import('../client/b.ts');"],
    ['an import by template', 'lib/http/a.ts', 'await import(`../client/b.ts`);'],
    ['a require', 'lib/http/a.ts', "const b = require('../client/b.ts');"],
    ['an import by TypeScript assignment', 'lib/http/a.ts', "import b = require('../client/b.ts');"],
    ['a worker', 'lib/http/a.ts', "new Worker(new URL('../client/b.ts', import.meta.url));"],
    ['the contract in offline', 'lib/offline/a.ts', "import '../contract/errors.ts';"],
    ['the settings in the contract', 'lib/contract/a.ts', "import '../settings/b.ts';"],
    ['the fallback loaded at once', 'lib/client/a.ts', "import './fallback/b.ts';"],
    ['a session in the client', 'lib/client/a.ts', "await import('../session/b.ts');"],
    ['a test in the code', 'lib/cli/a.ts', "import '../../test/fixtures/media.ts';"],
    ['Node in audio', 'lib/audio/a.ts', "import { join } from 'node:path';"],
    ['Node without its scheme in the contract', 'lib/contract/a.ts', "import type { Readable } from 'stream';"],
    ['an SDK on the hot path', 'lib/http/a.ts', "import '@aws-sdk/client-lambda';"],
    ['an SDK in another transport', 'lib/client/url.ts', "import '@aws-sdk/client-lambda';"],
    ['a folder nobody planned', 'lib/extras/a.ts', "import './b.ts';"],
  ])('%s', (_, path, text) => {
    expect(forbiddenImports(new Map([[path, text]]), table)).toEqual([expect.stringContaining(path)]);
  });
});

test.each([
  ['lib/session/a.ts', "import '../audio/b.ts'; import './c.ts'; import 'node:fs'; import 'zod/mini';"],
  ['lib/client/a.ts', "await import('./fallback/b.ts');"],
  ['lib/client/fallback/a.ts', "import '../../session/b.ts'; import '../retry.ts';"],
  ['lib/client/transports/lambda.ts', "import '@aws-sdk/client-lambda';"],
  ['functions/transcode.ts', "import '../lib/http/a.ts'; import { settings } from '../lib/settings/b.ts';"],
  ['lib/cli/a.ts', "import manifest from '../../package.json' with { type: 'json' };"],
])('the checker lets pass what %s may import', (path, text) => {
  expect(forbiddenImports(new Map([[path, text]]), table)).toEqual([]);
});

test('the median of lines is the middle one', () => {
  expect([median([9, 1, 2]), median([4, 1, 2, 9]), median([])]).toEqual([2, 3, 0]);
  expect([lineCount('a\nb\n'), lineCount('a\nb')]).toEqual([2, 2]);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { oneEnvironment } from '../fixtures/one-environment.ts';
import { serveFile } from '../fixtures/servers.ts';
import { programme } from '../load/programme.ts';
import { progress, publish, roundsOr } from './report/publish.ts';
import { median } from './report/statistics.ts';
import { layerPath } from './ways/spawned.ts';

/**
 * What a cold start is made of: the size of each function's bundle, how long its environment takes to initialise by Lambda's own
 * report line, beside that of a function that does nothing; the layer's size, and how long its ffmpeg takes to start. They take turns.
 *
 *   npm run bench:cold [-- ROUNDS]
 */
const ROUNDS = roundsOr(15);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const EMPTY = 'dist/bench/empty/index.mjs';
const FUNCTIONS = ['transcode', 'health', 'metrics'] as const;

await mkdir(dirname(join(ROOT, EMPTY)), { recursive: true });
await writeFile(
  join(ROOT, EMPTY),
  'export const handler = awslambda.streamifyResponse(async (_, stream) => void stream.end("nothing"));\n',
);
const bundles: readonly (readonly [name: string, path: string])[] = [
  ['a function that does nothing', EMPTY],
  ...FUNCTIONS.map((name) => [name, `dist/functions/${name}/index.mjs`] as const),
];
const origin = await serveFile(await programme(3));

/** Milliseconds of an environment's initialisation (REPORT's `Init Duration`). */
async function init(path: string): Promise<number> {
  const { url, lines, close } = await oneEnvironment(path.replace('.mjs', '.handler'), origin.hostPort);
  const response = await fetch(`${url}/transcode?source_url=${encodeURIComponent(origin.url)}&format=opus`);
  await response.arrayBuffer();
  await close();
  const told = lines.map((line) => /Init Duration: ([\d.]+) ms/.exec(line)?.[1]).find((ms) => ms !== undefined);
  if (told === undefined) throw new Error(`${path}: no report of its initialisation`);
  return Number(told);
}

async function ffmpegStart(): Promise<number> {
  const began = performance.now();
  await once(spawn(layerPath(), ['-version'], { stdio: 'ignore' }), 'exit');
  return performance.now() - began;
}

const inits = new Map(bundles.map(([name]) => [name, [] as number[]]));
const starts: number[] = [];
for (let round = 1; round <= ROUNDS; round++) {
  progress(`round ${round} of ${ROUNDS}`);
  for (const [name, path] of bundles) inits.get(name)?.push(await init(path));
  starts.push(await ffmpegStart());
}
await origin.close();

/** What zip's deflate makes of it, without the few bytes that name its files. */
const zipped = async (path: string): Promise<number> => gzipSync(await readFile(path), { level: 9 }).length / 1000;
const nothing = inits.get(bundles[0]?.[0] ?? '') ?? [];
const rows = await Promise.all(
  bundles.map(async ([name, path]) => {
    const whole = join(ROOT, path);
    const own = inits.get(name) ?? [];
    const more = median(own.map((ms, at) => ms - (nothing[at] ?? Number.NaN)));
    return [name, (await stat(whole)).size / 1000, await zipped(whole), median(own), more] as const;
  }),
);
const layer = dirname(dirname(layerPath()));
const files = (await readdir(layer, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
const sizes = await Promise.all(
  files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [(await stat(path)).size / 1000, await zipped(path)] as const;
  }),
);
const sum = (at: 0 | 1): number => sizes.reduce((total, size) => total + size[at], 0);
await publish({
  name: 'cold',
  title: 'A cold start: kilobytes, and milliseconds of initialisation',
  command: `npm run bench:cold -- ${ROUNDS}`,
  of: 'what',
  columns: [
    { title: 'KB' },
    { title: 'KB zipped' },
    { title: 'ms', plotted: true },
    { title: 'ms more than nothing', digits: 1 },
  ],
  rows: [...rows, ["the layer; its ffmpeg's start", sum(0), sum(1), median(starts)]],
});

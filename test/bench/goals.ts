import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Measured } from './report/measured.ts';
import { withSection } from './report/section.ts';
import { table } from './report/table.ts';

/**
 * What was aimed at, beside what was measured last, from docs/benchmarks/*.json; into docs/benchmarks.md. Measures nothing.
 *
 *   npm run bench:goals
 */
const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));

const measured = async (name: string): Promise<Measured> =>
  JSON.parse(await readFile(`${DOCS}benchmarks/${name}.json`, 'utf8'));
const [start, cpu, streams, long, pool, fallback, cold] = await Promise.all(
  ['start', 'cpu', 'streams', 'long', 'pool', 'fallback', 'cold'].map(measured),
);

/** A figure by its row and its column, as they are titled. */
function figure(of: Measured | undefined, row: string, column: string): number {
  const at = of?.columns.findIndex(({ title }) => title === column) ?? -1;
  const value = of?.rows.find(([label]) => label === row)?.[at + 1];
  if (at < 0 || typeof value !== 'number') throw new Error(`${of?.name}: no “${column}” of “${row}”`);
  return value;
}
const highest = (of: Measured | undefined, column: string, rows: (label: string) => boolean = () => true): number =>
  Math.max(...(of?.rows ?? []).filter(([label]) => rows(label)).map(([label]) => figure(of, label, column)));

interface Goal {
  readonly what: string;
  readonly most: number;
  readonly found: number;
  readonly unit: string;
  readonly digits?: number;
  readonly command: string;
}

const LAMBDA = 'Sluice, what runs on Lambda';
const alone = figure(start, "the layer's ffmpeg alone", 'first audio');
const goals: readonly Goal[] = [
  {
    what: "first audio, behind the layer's ffmpeg alone",
    ...{
      most: 12,
      found: figure(start, 'Sluice', 'first audio') - alone,
      unit: 'ms',
      digits: 1,
      command: 'bench:start',
    },
  },
  {
    what: 'first audio of 50 streams over 5 s, 99 of 100',
    ...{ most: 200, found: figure(start, 'Sluice', '50 over 5 s, 99 of 100'), unit: 'ms', command: 'bench:start' },
  },
  {
    what: "CPU, as against the layer's ffmpeg alone",
    ...{ most: 1.1, found: highest(cpu, 'whole / alone'), unit: '×', digits: 2, command: 'bench:cpu' },
  },
  ...[
    { lowLatency: false, most: 0.7 },
    { lowLatency: true, most: 1 },
  ].map(({ lowLatency, most }) => ({
    what: `CPU, as against Debian's, \`low_latency\` ${lowLatency}`,
    found: highest(cpu, "whole / Debian's", (label) => label.endsWith(String(lowLatency))),
    ...{ most, unit: '×', digits: 2, command: 'bench:cpu' },
  })),
  {
    what: 'memory of ten streams',
    ...{ most: 256, found: 10 * figure(streams, LAMBDA, 'MB each'), unit: 'MB', command: 'bench:streams' },
  },
  {
    what: 'memory of one environment and its encoder, an hour long',
    ...{ most: 128, found: figure(long, LAMBDA, 'most MB'), unit: 'MB', command: 'bench:long' },
  },
  {
    what: '50 environments are ready',
    ...{
      most: 3,
      found: figure(pool, '50 environments are ready, s', 'median'),
      unit: 's',
      digits: 1,
      command: 'bench:pool',
    },
  },
  {
    what: 'the 51st caller is told so',
    ...{ most: 100, found: figure(pool, 'one caller more is told so, ms', 'worst'), unit: 'ms', command: 'bench:pool' },
  },
  {
    what: 'audio of the fallback, when the service is dead',
    ...{ most: 3000, found: highest(fallback, 'worst'), unit: 'ms', command: 'bench:fallback' },
  },
  {
    what: 'the layer, zipped',
    ...{
      most: 3000,
      found: figure(cold, "the layer; its ffmpeg's start", 'KB zipped'),
      unit: 'KB',
      command: 'bench:cold',
    },
  },
  {
    what: "the layer's ffmpeg starts",
    ...{
      most: 5,
      found: figure(cold, "the layer; its ffmpeg's start", 'ms'),
      unit: 'ms',
      digits: 1,
      command: 'bench:cold',
    },
  },
  {
    what: 'the bundle of `transcode`',
    ...{ most: 150, found: figure(cold, 'transcode', 'KB'), unit: 'KB', command: 'bench:cold' },
  },
  {
    what: 'its cold start, behind that of a function that does nothing',
    ...{ most: 15, found: figure(cold, 'transcode', 'ms more than nothing'), unit: 'ms', command: 'bench:cold' },
  },
];

const PAGE = `${DOCS}benchmarks.md`;
const content = table({
  ...{ name: 'goals', title: 'The goals', command: 'npm run bench:goals', of: 'what' },
  columns: [{ title: 'at most' }, { title: 'measured' }, { title: 'reached' }, { title: 'by `npm run`' }],
  rows: goals.map(({ what, most, found, unit, digits = 0, command }) => [
    what,
    ...[`${most} ${unit}`, `${found.toFixed(digits)} ${unit}`, found <= most ? 'yes' : '**no**', command],
  ]),
});
process.stdout.write(`${content}\n`);
await writeFile(PAGE, withSection(await readFile(PAGE, 'utf8'), 'goals', content));

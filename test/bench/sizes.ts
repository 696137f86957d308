import { minuteOf } from '../fixtures/minute.ts';
import { oneEnvironment } from '../fixtures/one-environment.ts';
import { serveFile } from '../fixtures/servers.ts';
import { PRICES } from './prices.ts';
import type { Measured } from './report/measured.ts';
import { progress, publish, roundsOr } from './report/publish.ts';
import { median } from './report/statistics.ts';

/**
 * What a memory size buys: offline, with as much of a processor as Lambda gives for it, by control groups, which take
 * root on Linux. Prints medians: milliseconds to the first byte in a cold and in a warm environment, and seconds for a
 * minute of MP3 to Opus; beside it what 1000 such minutes cost. Asserts nothing, because machines differ.
 *
 *   npm run bench:sizes [-- RUNS]
 */
const RUNS = roundsOr(5);
const MEGABYTES = [256, 512, 884, 1769, 3538];

interface Times {
  readonly first: number;
  readonly whole: number;
}

async function timed(url: string): Promise<Times> {
  const began = performance.now();
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`${response.status} ${await response.text()}`);
  let first: number | undefined;
  for await (const _ of response.body) first ??= performance.now() - began;
  return { first: first ?? Number.NaN, whole: performance.now() - began };
}

const origin = await serveFile(await minuteOf('mp3'));
const rows: Measured['rows'][number][] = [];
for (const megabytes of MEGABYTES) {
  progress(`${megabytes} MB`);
  const cold: Times[] = [];
  const warm: Times[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const how = { memoryMegabytes: megabytes, processors: 'by-memory' } as const;
    const environment = await oneEnvironment('dist/functions/transcode/index.handler', origin.hostPort, how);
    const url = `${environment.url}/transcode?source_url=${encodeURIComponent(origin.url)}&format=opus`;
    cold.push(await timed(url));
    warm.push(await timed(url));
    await environment.close();
  }
  const seconds = median(warm.map(({ whole }) => whole)) / 1000;
  const price = seconds * (megabytes / 1024) * PRICES.gbSecond * 1000;
  const firsts = [cold, warm].map((times) => median(times.map(({ first }) => first)));
  rows.push([String(megabytes), ...firsts, seconds, price]);
}
await origin.close();
await publish({
  name: 'sizes',
  title: 'What a memory size buys',
  command: `npm run bench:sizes -- ${RUNS}`,
  of: 'MB',
  columns: [
    { title: 'cold, ms', plotted: true },
    { title: 'warm, ms', plotted: true },
    { title: 'a minute, s', digits: 2 },
    { title: 'USD, 1000 minutes', digits: 3 },
  ],
  rows,
});

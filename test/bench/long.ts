import { setTimeout as pause } from 'node:timers/promises';
import { serveFile } from '../fixtures/servers.ts';
import { programme } from '../load/programme.ts';
import { progress, publish, roundsOr } from './report/publish.ts';
import { median, worst } from './report/statistics.ts';
import { hear } from './ways/first-audio.ts';
import { rival } from './ways/rival.ts';
import { service } from './ways/service.ts';
import { bare, stock } from './ways/spawned.ts';
import type { Usage, Way } from './ways/way.ts';

/**
 * An hour of MP3 to Ogg Opus at 64 kbit/s, as fast as it comes: how long it takes, user and system time, and the most memory
 * that the way was seen to hold. One stream at a time; the ways take turns.
 *
 *   npm run bench:long [-- ROUNDS]
 */
const ROUNDS = roundsOr(3);
const SECONDS = 3_600;
const LOOK_MS = 500;

const file = await programme(SECONDS);
const origin = await serveFile(file);
const source = { file, url: origin.url };

interface Figures {
  readonly seconds: number;
  readonly cpu: number;
  readonly most: number;
}

async function run(way: Way, usage: () => Usage): Promise<Figures> {
  await pause(500);
  const before = usage().cpuSeconds;
  const megabytes: number[] = [];
  const looking = setInterval(() => megabytes.push(usage().megabytes), LOOK_MS);
  const { whole } = await hear(way, source).finally(() => clearInterval(looking));
  await pause(200);
  return { seconds: whole / 1000, cpu: usage().cpuSeconds - before, most: worst(megabytes) };
}

const sluice = await service(1, origin.hostPort);
const measured = [
  ...[bare('mp3')].map((way) => ({ way, name: way.name, usage: way.usage })),
  { way: sluice, name: 'Sluice, what runs on Lambda', usage: sluice.environments },
  ...[await stock(), await rival()].map((way) => ({ way, name: way.name, usage: way.usage })),
];
const found = new Map(measured.map(({ name }) => [name, [] as Figures[]]));
try {
  for (let round = 1; round <= ROUNDS; round++) {
    for (const { way, name, usage } of measured) {
      progress(`round ${round} of ${ROUNDS}: ${name}`);
      found.get(name)?.push(await run(way, usage));
    }
  }
} finally {
  await Promise.all(measured.map(({ way }) => way.close()));
  await origin.close();
}

await publish({
  name: 'long',
  title: 'An hour of MP3 to Opus',
  command: `npm run bench:long -- ${ROUNDS}`,
  of: 'way',
  columns: [
    { title: 'seconds', digits: 1, plotted: true },
    { title: 'times as fast as it is heard' },
    { title: 's of CPU', digits: 1, plotted: true },
    { title: 'most MB' },
  ],
  rows: [...found].map(([name, runs]) => {
    const seconds = median(runs.map((one) => one.seconds));
    return [name, seconds, SECONDS / seconds, median(runs.map(({ cpu }) => cpu)), median(runs.map(({ most }) => most))];
  }),
});

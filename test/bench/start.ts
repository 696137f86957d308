import { setTimeout as pause } from 'node:timers/promises';
import { oneEnvironment } from '../fixtures/one-environment.ts';
import { serveFile } from '../fixtures/servers.ts';
import { programme } from '../load/programme.ts';
import type { Measured } from './report/measured.ts';
import { progress, publish, roundsOr } from './report/publish.ts';
import { median, percentile, worst } from './report/statistics.ts';
import { answerOf } from './ways/answer-of.ts';
import { hear } from './ways/first-audio.ts';
import { rival } from './ways/rival.ts';
import { service } from './ways/service.ts';
import { bare, stock } from './ways/spawned.ts';
import type { Way } from './ways/way.ts';

/**
 * How long after the call the first byte and the first audio are there: one stream, fifty at once, and fifty that begin within
 * five seconds. Three seconds of MP3 that is there at once, to Ogg Opus at 64 kbit/s; the ways take turns.
 *
 *   npm run bench:start [-- ROUNDS]
 */
const ROUNDS = roundsOr(5);
const STREAMS = 50;
const ALONE = 5;
const OVER_MS = 5_000;

const file = await programme(3);
const origin = await serveFile(file);
const source = { file, url: origin.url };

interface Found {
  readonly firstByte: number[];
  readonly alone: number[];
  readonly atOnce: number[][];
  readonly over: number[];
}
const nothing = (): Found => ({ firstByte: [], alone: [], atOnce: [], over: [] });

async function round(way: Way, found: Found): Promise<void> {
  for (let call = 0; call < ALONE; call++) {
    const { firstByte, firstAudio } = await hear(way, source);
    found.firstByte.push(firstByte);
    found.alone.push(firstAudio);
    // An environment is busy for a moment behind its answer.
    await pause(50);
  }
  await pause(500);
  const together = await Promise.all(Array.from({ length: STREAMS }, () => hear(way, source)));
  found.atOnce.push(together.map(({ firstAudio }) => firstAudio));
  await pause(1_000);
  const spread = Array.from({ length: STREAMS }, async (_, at) => {
    await pause((OVER_MS * at) / STREAMS);
    return hear(way, source);
  });
  found.over.push(...(await Promise.all(spread)).map(({ firstAudio }) => firstAudio));
  await pause(500);
}

/** Environments that are yet to be made, on a machine that does nothing else. */
async function cold(found: Found): Promise<void> {
  const { url, close } = await oneEnvironment('dist/functions/transcode/index.handler', origin.hostPort);
  const way = {
    ...{ name: 'Sluice, cold', close, usage: () => ({ cpuSeconds: 0, megabytes: 0 }) },
    open: () => answerOf(`${url}/transcode?source_url=${encodeURIComponent(source.url)}&format=opus&bitrate=64k`),
  };
  const { firstByte, firstAudio } = await hear(way, source);
  found.firstByte.push(firstByte);
  found.alone.push(firstAudio);
  await close();
}

const ways: readonly Way[] = [bare('mp3'), await service(STREAMS, origin.hostPort), await stock(), await rival()];
const results = new Map<string, Found>(ways.map(({ name }) => [name, nothing()]));
const colds = nothing();
try {
  for (let at = 1; at <= ROUNDS; at++) {
    progress(`round ${at} of ${ROUNDS}`);
    for (const way of ways) await round(way, results.get(way.name) ?? nothing());
    await cold(colds);
  }
} finally {
  await Promise.all(ways.map((way) => way.close()));
  await origin.close();
}

const row = (name: string, { firstByte, alone, atOnce, over }: Found): Measured['rows'][number] => [
  ...([name, median(firstByte), median(alone)] as const),
  median(atOnce.map(median)),
  median(atOnce.map(worst)),
  over.length > 0 ? percentile(over, 0.99) : undefined,
];
await publish({
  name: 'start',
  title: 'The first audio of three seconds of MP3, milliseconds from the call',
  command: `npm run bench:start -- ${ROUNDS}`,
  of: 'way',
  columns: [
    { title: 'first byte' },
    { title: 'first audio', digits: 1, plotted: true },
    { title: `${STREAMS} at once, median`, plotted: true },
    { title: 'its slowest' },
    { title: `${STREAMS} over 5 s, 99 of 100`, plotted: true },
  ],
  rows: [...[...results].map(([name, found]) => row(name, found)), row('Sluice, cold', colds)],
});

import { setTimeout as pause } from 'node:timers/promises';
import { serveFiles } from '../fixtures/servers.ts';
import { PACE, programme } from '../load/programme.ts';
import { progress, publish, roundsOr } from './report/publish.ts';
import { median } from './report/statistics.ts';
import { hear } from './ways/first-audio.ts';
import { rival } from './ways/rival.ts';
import { service } from './ways/service.ts';
import { bare, stock } from './ways/spawned.ts';
import type { Source, Usage, Way } from './ways/way.ts';

/**
 * What a stream costs: user and system time of a minute of audio, and memory in the middle of it, with ten and fifty streams at
 * once at the pace at which they are heard, and with ten as fast as they come. MP3 to Ogg Opus at 64 kbit/s; the ways take turns.
 *
 *   npm run bench:streams [-- ROUNDS]
 */
const ROUNDS = roundsOr(3);
const SECONDS = 20;
const MOST = 50;

const file = await programme(SECONDS);
const origin = await serveFiles({
  '/paced.mp3': { file, paceBytesPerSecond: PACE, burstBytes: PACE },
  '/fast.mp3': { file },
});
const [paced, fast] = ['/paced.mp3', '/fast.mp3'].map((path): Source => ({ file, url: origin.url + path }));
if (!paced || !fast) throw new Error('two sources');

interface Figures {
  /** Seconds of CPU for a minute of audio. */
  readonly cpu: number;
  readonly megabytes: number;
}

/** @param streams - at once */
async function run(way: Way, source: Source, streams: number, usages: readonly (() => Usage)[]): Promise<Figures[]> {
  await pause(1_000);
  const before = usages.map((usage) => usage().cpuSeconds);
  const heard = Promise.all(Array.from({ length: streams }, () => hear(way, source)));
  // What an idle pool takes counts too: without it there is none.
  const middle =
    source === paced ? await pause(SECONDS * 500).then(() => usages.map((usage) => usage().megabytes)) : [];
  await heard;
  await pause(200);
  return usages.map((usage, at) => ({
    cpu: ((usage().cpuSeconds - (before[at] ?? 0)) * 60) / (streams * SECONDS),
    megabytes: (middle[at] ?? Number.NaN) / streams,
  }));
}

/** As many environments as there are streams: what waits for nobody would count as theirs. */
const pools = new Map([
  [10, await service(10, origin.hostPort)],
  [MOST, await service(MOST, origin.hostPort)],
]);
// It reads its file at the pace at which it is heard by itself.
const pacedBare = bare('mp3', ['-re']);
const fastBare = bare('mp3');
const others: readonly Way[] = [await stock(), await rival()];
const rows = [
  fastBare.name,
  'Sluice, what runs on Lambda',
  'Sluice, with the emulation',
  ...others.map(({ name }) => name),
];
const runs = [
  { of: paced, streams: 10 },
  { of: paced, streams: MOST },
  { of: fast, streams: 10 },
] as const;
const found = rows.map(() => runs.map((): Figures[] => []));
try {
  for (let round = 1; round <= ROUNDS; round++) {
    for (const [column, { of, streams }] of runs.entries()) {
      progress(`round ${round} of ${ROUNDS}: ${streams} streams ${of === paced ? 'as they are heard' : 'at once'}`);
      const alone = of === paced ? pacedBare : fastBare;
      const sluice = pools.get(streams);
      if (!sluice) throw new Error(`no pool of ${streams}`);
      const figures = [
        ...(await run(alone, of, streams, [alone.usage])),
        ...(await run(sluice, of, streams, [sluice.environments, sluice.usage])),
      ];
      for (const way of others) figures.push(...(await run(way, of, streams, [way.usage])));
      for (const [row, figure] of figures.entries()) found[row]?.[column]?.push(figure);
    }
  }
} finally {
  await Promise.all([...pools.values(), ...others].map((way) => way.close()));
  await origin.close();
}

const middle = (row: number, column: number, of: keyof Figures): number =>
  median((found[row]?.[column] ?? []).map((figures) => figures[of]));
await publish({
  name: 'streams',
  title: 'What a stream costs: seconds of CPU a minute of audio, and megabytes',
  command: `npm run bench:streams -- ${ROUNDS}`,
  of: 'way',
  columns: [
    { title: '10 streams, s of CPU', digits: 2, plotted: true },
    { title: 'MB each' },
    { title: `${MOST} streams, s of CPU`, digits: 2, plotted: true },
    { title: 'MB each, then' },
    { title: '10 as fast as they come, s of CPU', digits: 2, plotted: true },
  ],
  rows: rows.map((label, row) => [
    label,
    ...[middle(row, 0, 'cpu'), middle(row, 0, 'megabytes')],
    ...[middle(row, 1, 'cpu'), middle(row, 1, 'megabytes')],
    middle(row, 2, 'cpu'),
  ]),
});

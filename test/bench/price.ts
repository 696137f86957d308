import { oneEnvironment } from '../fixtures/one-environment.ts';
import { serveFiles } from '../fixtures/servers.ts';
import { PACE, programme } from '../load/programme.ts';
import { FREE, MONTH_SECONDS, PRICES } from './prices.ts';
import type { Measured } from './report/measured.ts';
import { progress, publish, roundsOr } from './report/publish.ts';
import { median } from './report/statistics.ts';
import { hear } from './ways/first-audio.ts';
import { rival } from './ways/rival.ts';
import type { Way } from './ways/way.ts';

/**
 * What 1,000 songs of four minutes cost, and fifty stations for a month, from what Lambda's own report line bills for one: offline,
 * with as much of a processor as Lambda gives for the memory, which takes root on Linux. MP3 to Ogg Opus at 64 kbit/s. Beside
 * it the virtual processors that a plain Node server with fluent-ffmpeg keeps busy with the same, rented by the hour.
 *
 *   npm run bench:price [-- ROUNDS]
 */
const ROUNDS = roundsOr(3);
const SONG_SECONDS = 240;
const HEARD_SECONDS = 20;
const SONGS = 1_000;
const STATIONS = 50;
const MEGABYTES = [512, 1769] as const;
/** A Lambda function's longest answer. */
const LEG_SECONDS = 900;
/** How busy one lets the processors of a server be that must not stutter. */
const BUSY = 0.7;

const song = await programme(SONG_SECONDS);
const origin = await serveFiles({
  '/song.mp3': { file: song },
  '/heard.mp3': { file: await programme(HEARD_SECONDS), paceBytesPerSecond: PACE, burstBytes: PACE },
});

interface Billed {
  readonly seconds: number;
  readonly bytes: number;
}

/** What the second answer of an environment is billed with: the first one finds it cold. */
async function billed(path: string, memoryMegabytes: number): Promise<Billed> {
  const how = { memoryMegabytes, processors: 'by-memory' } as const;
  const { url, lines, close } = await oneEnvironment('dist/functions/transcode/index.handler', origin.hostPort, how);
  const ask = async (name: string): Promise<number> => {
    const source = encodeURIComponent(origin.url + name);
    const response = await fetch(`${url}/transcode?source_url=${source}&format=opus&bitrate=64k`);
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    return (await response.arrayBuffer()).byteLength;
  };
  await ask('/song.mp3');
  const bytes = await ask(path);
  await close();
  const told = lines.flatMap((line) => /Billed Duration: (\d+) ms/.exec(line)?.[1] ?? []).map(Number);
  return { seconds: (told.at(-1) ?? Number.NaN) / 1000, bytes };
}

const found = new Map<string, Billed[]>();
const plain: { readonly song: number[]; readonly heard: number[] } = { song: [], heard: [] };
const other = await rival();
async function cpu(way: Way, path: string): Promise<number> {
  const before = way.usage().cpuSeconds;
  await hear(way, { file: song, url: origin.url + path });
  return way.usage().cpuSeconds - before;
}
for (let round = 1; round <= ROUNDS; round++) {
  progress(`round ${round} of ${ROUNDS}`);
  for (const megabytes of MEGABYTES) {
    for (const path of ['/song.mp3', '/heard.mp3']) {
      const key = path + megabytes;
      found.set(key, [...(found.get(key) ?? []), await billed(path, megabytes)]);
    }
  }
  plain.song.push(await cpu(other, '/song.mp3'));
  plain.heard.push(await cpu(other, '/heard.mp3'));
}
await other.close();
await origin.close();

const of = (path: string, megabytes: number): Billed => {
  const runs = found.get(path + megabytes) ?? [];
  return { seconds: median(runs.map(({ seconds }) => seconds)), bytes: median(runs.map(({ bytes }) => bytes)) };
};

interface Bill {
  readonly billedSeconds: number;
  readonly megabytes: number;
  readonly requests: number;
  readonly bytesEach: number;
  /** Environments that are kept warm for a month. */
  readonly warm?: number;
}

function row(
  label: string,
  { billedSeconds, megabytes, requests, bytesEach, warm = 0 }: Bill,
): Measured['rows'][number] {
  const gigabytes = megabytes / 1024;
  const work = billedSeconds * requests * gigabytes * (warm > 0 ? PRICES.warmGbSecond : PRICES.gbSecond);
  const kept = warm * MONTH_SECONDS * gigabytes * PRICES.keptGbSecond;
  const streamed = (requests * Math.max(0, bytesEach - FREE.streamedBytes) * PRICES.streamedGb) / 1e9;
  const leaving = Math.max(0, (requests * bytesEach) / 1e9 - FREE.leavingGb) * PRICES.leavingGb;
  return [label, work + requests * PRICES.request, kept, streamed + leaving, work + kept + streamed + leaving];
}
/** Rented whole, as much as is used at most at once; songs in the hours in which they are made. */
const server = (label: string, cpuSeconds: number, bytes: number): Measured['rows'][number] => {
  const work = (cpuSeconds / BUSY / 3600) * PRICES.vcpuHour;
  const leaving = Math.max(0, bytes / 1e9 - FREE.leavingGb) * PRICES.leavingGb;
  return [label, work, 0, leaving, work + leaving];
};

const legs = (STATIONS * MONTH_SECONDS) / LEG_SECONDS;
const rows = MEGABYTES.flatMap((megabytes) => {
  const [whole, heard] = [of('/song.mp3', megabytes), of('/heard.mp3', megabytes)];
  const each = { megabytes, requests: SONGS, bytesEach: whole.bytes };
  // What an answer takes beside the time in which it is heard: its start and its end.
  const more = heard.seconds - HEARD_SECONDS;
  const station = {
    ...{ megabytes, requests: legs, billedSeconds: LEG_SECONDS },
    bytesEach: (whole.bytes / SONG_SECONDS) * LEG_SECONDS,
  };
  return [
    row(`${SONGS} songs as fast as they come, ${megabytes} MB`, { ...each, billedSeconds: whole.seconds }),
    row(`${SONGS} songs as they are heard, ${megabytes} MB`, { ...each, billedSeconds: SONG_SECONDS + more }),
    row(`${STATIONS} stations, a month, ${megabytes} MB`, station),
    row(`${STATIONS} stations, a month, ${megabytes} MB, ${STATIONS} warm`, { ...station, warm: STATIONS }),
  ];
});
const bytes = of('/song.mp3', MEGABYTES[0]).bytes;
const month = (STATIONS * MONTH_SECONDS) / HEARD_SECONDS;
await publish({
  name: 'price',
  title: 'What it costs, USD',
  command: `npm run bench:price -- ${ROUNDS}`,
  of: 'what',
  columns: [
    { title: 'work', digits: 2 },
    { title: 'kept warm', digits: 2 },
    { title: 'traffic', digits: 2 },
    { title: 'together', digits: 2, plotted: true },
  ],
  rows: [
    ...rows,
    server(`${SONGS} songs, fluent-ffmpeg on a server`, median(plain.song) * SONGS, bytes * SONGS),
    server(
      `${STATIONS} stations, a month, likewise`,
      median(plain.heard) * month,
      (bytes / SONG_SECONDS) * MONTH_SECONDS * STATIONS,
    ),
  ],
  scale: 'logarithmic',
});
process.stdout.write(
  `Billed for a song: ${MEGABYTES.map((megabytes) => `${of('/song.mp3', megabytes).seconds} s at ${megabytes} MB`).join(', ')}\n`,
);

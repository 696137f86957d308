import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { holdsAudio } from '../../lib/audio/header.ts';
import { DEBIAN, requireDebian } from '../fixtures/debian.ts';
import { type MediaKind, media } from '../fixtures/media.ts';
import { serveFiles } from '../fixtures/servers.ts';
import { post, type Service, startService } from '../fixtures/service.ts';
import type { Measured } from './report/measured.ts';
import { progress, publish, roundsOr } from './report/publish.ts';
import { median } from './report/statistics.ts';

/**
 * How long after the request the first Opus audio arrives, from sources that are sent in real time and from such as are
 * there at once. Prints a table of medians; asserts nothing, because machines differ.
 *
 *   npm run bench:sources [-- RUNS]
 */
const RUNS = roundsOr(5);
/** Between two runs: four at once at the most are still at their `duration`. */
const PAUSE_MS = 1_000;
/** Seconds of the beginning from which a file's pace is taken: its average would not be that of what comes first. */
const BEGINNING = 2;
const KINDS: readonly MediaKind[] = ['mp3', 'aac', 'wav', 'vorbis', 'opus', 'flac', 'm4a', 'webm'];

/** Bytes a second at which the beginning of a file plays in real time; ADTS has no times, and one rate throughout. */
async function realTime(file: string): Promise<number> {
  await requireDebian('ffmpeg');
  const args = ['-v', 'error', '-show_entries', 'packet=pts_time,pos', '-of', 'csv=p=0', file];
  const { stdout } = await promisify(execFile)(DEBIAN.ffprobe, args);
  const packets = stdout.split('\n').map((line) => line.split(',').map(Number));
  const [seconds = 1, position = 0] = packets.find(([pts = 0]) => pts >= BEGINNING) ?? [];
  return Math.round(position / seconds);
}

/** Milliseconds from the request to the first audio behind Opus's two header pages. */
async function firstAudioMs(service: Service, source_url: string): Promise<number> {
  const caller = new AbortController();
  const began = performance.now();
  const response = await post(service, { source_url, output_format: 'opus', duration: 3 }, { signal: caller.signal });
  if (!response.ok || !response.body) throw new Error(`${response.status}: ${await response.text()}`);
  let received = Buffer.alloc(0);
  for await (const chunk of response.body) {
    received = Buffer.concat([received, chunk]);
    if (holdsAudio('opus', received)) break;
  }
  const elapsed = performance.now() - began;
  caller.abort();
  return elapsed;
}

const files = await Promise.all(KINDS.map((kind) => media(kind)));
const served = await Promise.all(
  files.map(async (file) => {
    const paceBytesPerSecond = await realTime(file);
    return [
      [`/paced/${basename(file)}`, { file, paceBytesPerSecond }],
      [`/whole/${basename(file)}`, { file }],
    ] as const;
  }),
);
const origin = await serveFiles(Object.fromEntries(served.flat()));
// A caller that leaves is not told to a function, which goes on to the end of `duration`.
const service = await startService({ SOURCE_ALLOW: origin.hostPort, MAX_CONCURRENT_STREAMS: '12' });
try {
  const rows: Measured['rows'][number][] = [];
  for (const [index, kind] of KINDS.entries()) {
    const name = basename(files[index] ?? '');
    progress(kind);
    const row: number[] = [];
    for (const way of ['paced', 'whole']) {
      const runs: number[] = [];
      for (let run = 0; run < RUNS; run += 1) {
        runs.push(await firstAudioMs(service, `${origin.url}/${way}/${name}`));
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
      row.push(median(runs));
    }
    rows.push([kind, ...row]);
  }
  await publish({
    name: 'sources',
    title: 'The first Opus audio, milliseconds from the request',
    command: `npm run bench:sources -- ${RUNS}`,
    of: 'source',
    columns: [
      { title: 'in real time', plotted: true },
      { title: 'at once', plotted: true },
    ],
    rows,
  });
} finally {
  await origin.close();
  await service.stop();
}

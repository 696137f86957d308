import { stat } from 'node:fs/promises';
import { contentOf, serveCounted } from '../fixtures/counted.ts';
import { post, type Service, startService } from '../fixtures/service.ts';
import { allTwoHours, type LongKind, twoHours } from '../fixtures/two-hours.ts';
import type { Measured } from './report/measured.ts';
import { progress, publish, roundsOr } from './report/publish.ts';
import { median } from './report/statistics.ts';

/**
 * What a `start` at 1:45:00 of two hours costs: bytes that the source has sent and milliseconds until the first audio, where
 * it has ranges and where it has none. Prints a table of medians; asserts nothing, because machines differ.
 *
 *   npm run bench:seeking [-- RUNS]
 */
const RUNS = roundsOr(3);
const NAMES = {
  'mp3-cbr': 'MP3, constant bitrate',
  'mp3-vbr': 'MP3, variable bitrate',
  flac: 'FLAC',
  vorbis: 'Ogg Vorbis',
  opus: 'Ogg Opus',
  m4a: 'M4A',
  'm4a-moov-last': 'M4A, index at the end',
  wav: 'WAV',
  webm: 'WebM',
} as const satisfies Partial<Record<LongKind, string>>;
const KINDS = Object.keys(NAMES) as (keyof typeof NAMES)[];
const FIELDS = { output_format: 'opus', start: 6_300, duration: 1 };

interface Cost {
  readonly ms: number;
  readonly bytes: number;
}

async function firstAudio(service: Service, source_url: string, written: () => number): Promise<Cost> {
  const before = written();
  const began = performance.now();
  const response = await post(service, { source_url, ...FIELDS });
  if (!response.ok || !response.body) throw new Error(`${response.status}: ${await response.text()}`);
  let cost: Cost | undefined;
  for await (const _ of response.body) cost ??= { ms: performance.now() - began, bytes: written() - before };
  if (!cost) throw new Error('an answer without audio');
  return cost;
}

await allTwoHours();
const files = await Promise.all(
  KINDS.map(async (kind) => {
    const path = await twoHours(kind);
    return { kind, size: (await stat(path)).size, content: await contentOf(path) };
  }),
);
const origin = await serveCounted(
  Object.fromEntries(
    files.flatMap(({ kind, content }) => [
      [`/ranges/${kind}`, { content }],
      [`/plain/${kind}`, { content, ranges: false }],
    ]),
  ),
);
const service = await startService({ SOURCE_ALLOW: origin.hostPort });
try {
  const rows: Measured['rows'][number][] = [];
  for (const { kind, size } of files) {
    progress(kind);
    const costs: Record<string, Cost[]> = { ranges: [], plain: [] };
    for (let run = 0; run < RUNS; run += 1) {
      for (const way of ['ranges', 'plain']) {
        const path = `/${way}/${kind}`;
        costs[way]?.push(await firstAudio(service, origin.url + path, () => origin.written(path)));
      }
    }
    const bytes = median((costs.ranges ?? []).map((cost) => cost.bytes));
    const [ranges, plain] = ['ranges', 'plain'].map((way) => median((costs[way] ?? []).map(({ ms }) => ms)));
    rows.push([NAMES[kind], size / 1e6, bytes / 1e6, `${((100 * bytes) / size).toFixed(1)} %`, ranges, plain]);
  }
  await publish({
    name: 'seeking',
    title: 'A start at 1:45:00 of two hours, milliseconds to the first audio',
    command: `npm run bench:seeking -- ${RUNS}`,
    of: 'source',
    columns: [
      { title: 'MB', digits: 1 },
      { title: 'fetched, MB', digits: 2 },
      { title: 'of the file' },
      { title: 'ms', plotted: true },
      { title: 'ms without ranges', plotted: true },
    ],
    rows,
    scale: 'logarithmic',
  });
} finally {
  await origin.close();
  await service.stop();
}

import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '../../lib/client/node/node.ts';
import { serveFile } from '../fixtures/servers.ts';
import { startService } from '../fixtures/service.ts';
import { programme } from '../load/programme.ts';
import { progress, publish, roundsOr } from './report/publish.ts';
import { median } from './report/statistics.ts';

/**
 * What the client adds to a plain `fetch` of the same answer: milliseconds to the first byte, and this process's CPU time for a minute of
 * audio. Beside Opus it is PCM, of which there is thirty times as much. The ways take turns.
 *
 *   npm run bench:client [-- ROUNDS]
 */
const ROUNDS = roundsOr(15);
const SECONDS = 60;
const FORMATS = ['opus', 'pcm'] as const;
type Format = (typeof FORMATS)[number];

const origin = await serveFile(await programme(SECONDS));
const service = await startService({ SOURCE_ALLOW: origin.hostPort, MAX_CONCURRENT_STREAMS: '2' });
const client = createClient({ url: service.url, fallback: 'off' });

interface Figures {
  readonly first: number;
  readonly cpu: number;
}

async function timed(open: () => Promise<AsyncIterable<Uint8Array>>): Promise<Figures> {
  const [began, used] = [performance.now(), process.cpuUsage()];
  let first = Number.NaN;
  for await (const _ of await open()) if (Number.isNaN(first)) first = performance.now() - began;
  const { user, system } = process.cpuUsage(used);
  return { first, cpu: (user + system) / 1000 };
}

async function fetched(output_format: Format): Promise<AsyncIterable<Uint8Array>> {
  const response = await fetch(`${service.url}/transcode`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ source_url: origin.url, output_format }),
  });
  if (!response.ok || !response.body) throw new Error(`${response.status}: ${await response.text()}`);
  return response.body;
}
const ways = {
  fetch: fetched,
  'the client': async (output_format: Format) =>
    (await client.transcode({ source_url: origin.url, output_format })).audio,
};

const found = new Map<string, Figures[]>();
try {
  for (let round = 0; round <= ROUNDS; round++) {
    if (round > 0) progress(`round ${round} of ${ROUNDS}`);
    for (const format of FORMATS) {
      // Each goes first as often as the other: what is free again behind an answer is not the same for both.
      const order = Object.entries(ways);
      for (const [name, open] of round % 2 === 0 ? order : order.toReversed()) {
        await pause(100);
        const figures = await timed(() => open(format));
        const row = `${format}, ${name}`;
        // The first round is that in which everything is compiled.
        if (round > 0) found.set(row, [...(found.get(row) ?? []), figures]);
      }
    }
  }
} finally {
  await service.stop();
  await origin.close();
}

await publish({
  name: 'client',
  title: "The client's overhead: milliseconds to the first byte, and of CPU for a minute of audio",
  command: `npm run bench:client -- ${ROUNDS}`,
  of: 'answer',
  columns: [
    { title: 'first byte, ms', digits: 1, plotted: true },
    { title: 'CPU of the caller, ms', digits: 1, plotted: true },
  ],
  rows: [...found].map(([name, runs]) => [
    name,
    median(runs.map((run) => run.first)),
    median(runs.map(({ cpu }) => cpu)),
  ]),
});
process.exit();

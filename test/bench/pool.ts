import { setTimeout as pause } from 'node:timers/promises';
import { serveFile } from '../fixtures/servers.ts';
import { post, startService } from '../fixtures/service.ts';
import { PACE, programme } from '../load/programme.ts';
import { progress, publish, roundsOr } from './report/publish.ts';
import { median, worst } from './report/statistics.ts';

/**
 * How long fifty environments take to be ready, offline, and how long the fifty-first caller waits for his 429 while fifty listen.
 *
 *   npm run bench:pool [-- ROUNDS]
 */
const ROUNDS = roundsOr(5);
const PLACES = 50;
const REFUSALS = 5;

const origin = await serveFile(await programme(20), { paceBytesPerSecond: PACE });
const ready: number[] = [];
const refused: number[] = [];
for (let round = 1; round <= ROUNDS; round++) {
  progress(`round ${round} of ${ROUNDS}`);
  const service = await startService({ SOURCE_ALLOW: origin.hostPort, MAX_CONCURRENT_STREAMS: String(PLACES) });
  const told = service.lines.map((line) => /^transcode: \d+ environments ready in ([\d.]+) s/.exec(line)?.[1]);
  ready.push(Number(told.find((seconds) => seconds !== undefined)));
  const leaving = new AbortController();
  const ask = (): Promise<Response> =>
    post(service, { source_url: origin.url, output_format: 'opus' }, { signal: leaving.signal });
  await Promise.all(Array.from({ length: PLACES }, ask));
  // Their beginnings are behind them.
  await pause(2_000);
  for (let call = 0; call < REFUSALS; call++) {
    const began = performance.now();
    const { status } = await ask();
    if (status !== 429) throw new Error(`a place too many: ${status}`);
    refused.push(performance.now() - began);
  }
  leaving.abort();
  await service.stop();
}
await origin.close();

await publish({
  name: 'pool',
  title: 'The pool of fifty',
  command: `npm run bench:pool -- ${ROUNDS}`,
  of: 'what',
  columns: [
    { title: 'median', digits: 1, plotted: true },
    { title: 'worst', digits: 1, plotted: true },
  ],
  rows: [
    [`${PLACES} environments are ready, s`, median(ready), worst(ready)],
    ['one caller more is told so, ms', median(refused), worst(refused)],
  ],
  scale: 'logarithmic',
});

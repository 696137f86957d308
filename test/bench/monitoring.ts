import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startOffline } from '../../lib/offline/service.ts';
import type { FunctionDefinition } from '../../lib/offline/types.ts';
import { LIMITS } from '../../lib/settings/limits.ts';
import { type Line, switchboard } from '../fixtures/switchboard.ts';
import type { Measured } from './report/measured.ts';
import { progress, publish, roundsOr } from './report/publish.ts';
import { median, worst } from './report/statistics.ts';

/**
 * How long `/health` and `/metrics` take, while AWS answers and while it says nothing. Prints medians and the longest;
 * asserts nothing, because machines differ.
 *
 *   npm run bench:monitoring [-- RUNS]
 */
const RUNS = roundsOr(7);

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const layer = join(ROOT, 'layers/ffmpeg/out/x86_64/bin');
const urls = { cloudwatch: '', lambda: '' };
const cloudWatch = await switchboard(() => urls.cloudwatch);
const lambda = await switchboard(() => urls.lambda);

const definition = (key: string, changes: Partial<FunctionDefinition>): FunctionDefinition => ({
  ...{ key, name: `sluice-dev-${key}`, handler: `dist/functions/${key}/index.handler`, timeoutSeconds: 30 },
  ...{ memoryMegabytes: 256, binDirectories: [layer], provisioned: 1, limit: 1, url: { invokeMode: 'BUFFERED' } },
  environment: {
    METRICS_PERIOD_SECONDS: '1',
    AWS_ENDPOINT_URL_CLOUDWATCH: cloudWatch.url,
    AWS_ENDPOINT_URL_LAMBDA: lambda.url,
  },
  ...changes,
});

const service = await startOffline({
  serviceDirectory: ROOT,
  functions: [
    definition('transcode', { url: { invokeMode: 'RESPONSE_STREAM' }, provisioned: 4, limit: 4 }),
    definition('health', {}),
    definition('metrics', {}),
  ],
  port: 0,
  routes: { '/health': 'health', '/metrics': 'metrics' },
  output: { line: () => {}, progress: () => {} },
});
Object.assign(urls, { cloudwatch: service.cloudwatchUrl, lambda: service.lambdaUrl });

async function timed(path: string): Promise<number> {
  const began = performance.now();
  const response = await fetch(service.url + path);
  await response.text();
  return performance.now() - began;
}

const rows: Measured['rows'][number][] = [];

async function measure(what: string, path: string, line: Line, waitMs: number): Promise<void> {
  progress(what);
  cloudWatch.line = line;
  lambda.line = line;
  await timed(path);
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    await pause(waitMs);
    times.push(await timed(path));
  }
  rows.push([what, median(times), worst(times)]);
}

await measure('/health/ready', '/health/ready', 'through', 100);
await measure('/health, AWS has answered within 10 s', '/health', 'through', 100);
await measure('/health, AWS is asked and answers', '/health', 'through', LIMITS.aws.freshMs + 100);
await measure('/health, AWS says nothing', '/health', 'silent', LIMITS.aws.freshMs + 100);
await measure('/metrics, CloudWatch is asked and answers', '/metrics', 'through', 1100);
await service.close();
await cloudWatch.close();
await lambda.close();
await publish({
  name: 'monitoring',
  title: 'Health and metrics, milliseconds to the last byte',
  command: `npm run bench:monitoring -- ${RUNS}`,
  of: 'what',
  columns: [
    { title: 'median', plotted: true },
    { title: 'worst', plotted: true },
  ],
  rows,
});

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startOffline } from '../../lib/offline/service.ts';
import { minuteOf } from '../fixtures/minute.ts';
import { type FileServer, serveFile } from '../fixtures/servers.ts';

/**
 * What a memory size buys: offline, with as much of a processor as Lambda gives for it, by control groups, which take
 * root on Linux. Prints medians: milliseconds to the first byte in a cold and in a warm environment, and seconds for a
 * minute of MP3 to Opus; beside it what 1000 such minutes cost. Asserts nothing, because machines differ.
 *
 *   npm run bench:sizes [-- RUNS]
 */
const RUNS = Number(process.argv[2] ?? 5);
const MEGABYTES = [256, 512, 884, 1769, 3538];
/** USD for a GB-second on demand, x86, us-east-1: https://aws.amazon.com/lambda/pricing/ */
const GB_SECOND = 0.0000166667;

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

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

async function started(memoryMegabytes: number, origin: FileServer) {
  const service = await startOffline({
    serviceDirectory: ROOT,
    processors: 'by-memory',
    functions: [
      {
        ...{ key: 'transcode', name: 'sizes', handler: 'dist/functions/transcode/index.handler' },
        ...{ timeoutSeconds: 900, memoryMegabytes, provisioned: 0, limit: 1, url: { invokeMode: 'RESPONSE_STREAM' } },
        environment: { SOURCE_ALLOW: origin.hostPort, LOG_LEVEL: 'SILENT', NODE_OPTIONS: '--max-semi-space-size=1' },
        binDirectories: [join(ROOT, 'layers/ffmpeg/out/x86_64/bin')],
      },
    ],
    port: 0,
    routes: { '/': 'transcode' },
    output: { line: () => {}, progress: () => {} },
  });
  return { service, url: `${service.url}/transcode?source_url=${encodeURIComponent(origin.url)}&format=opus` };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const origin = await serveFile(await minuteOf('mp3'));
process.stdout.write('| MB   | cold, ms | warm, ms | a minute, s | USD, 1000 minutes |\n');
process.stdout.write('| ---- | -------- | -------- | ----------- | ----------------- |\n');
for (const megabytes of MEGABYTES) {
  const cold: Times[] = [];
  const warm: Times[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const { service, url } = await started(megabytes, origin);
    cold.push(await timed(url));
    warm.push(await timed(url));
    await service.close();
  }
  const seconds = median(warm.map(({ whole }) => whole)) / 1000;
  const price = seconds * (megabytes / 1024) * GB_SECOND * 1000;
  const cells = [
    String(megabytes).padEnd(4),
    median(cold.map(({ first }) => first))
      .toFixed(0)
      .padEnd(8),
    median(warm.map(({ first }) => first))
      .toFixed(0)
      .padEnd(8),
    seconds.toFixed(2).padEnd(11),
    price.toFixed(3).padEnd(17),
  ];
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}
await origin.close();

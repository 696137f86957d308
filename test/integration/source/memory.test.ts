import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CountedServer, serveCounted } from '../../fixtures/counted.ts';
import { found } from '../../fixtures/found.ts';
import { largeWav, secondsOf } from '../../fixtures/large-wav.ts';
import { growth, watchMemory } from '../../fixtures/memory.ts';
import { bytesOf, post, type Service, startService } from '../../fixtures/service.ts';

/** Just below what a WAV can say of its size, and what a source may have. */
const SIZE = 4_000_000_000;
const MEGABYTE = 2 ** 20;

/**
 * Measured: 0 to 1.2 MB of growth and a peak of 68 MB. One byte kept of a hundred and fifty would be 10 MB between the quarters
 * that are compared.
 */
const WARM_UP = 0.5;
const MAX_GROWTH = 10 * MEGABYTE;
/** What one environment may have with its encoder. */
const MAX_PEAK = 128 * MEGABYTE;

let origin: CountedServer;
let service: Service;

beforeAll(async () => {
  const content = largeWav(SIZE);
  origin = await serveCounted({
    '/large.wav': { content: largeWav(READ), ranges: false },
    '/unread.wav': { content, ranges: false },
    '/seeking.wav': { content },
  });
  service = await startService({ SOURCE_ALLOW: origin.hostPort, MAX_CONCURRENT_STREAMS: '2' });
});
afterAll(async () => {
  await service?.stop();
  await origin?.close();
});

const watch = () => watchMemory(service.process.pid ?? 0);

function report(what: string, samples: readonly number[]): void {
  const inMegabytes = (bytes: number) => `${(bytes / MEGABYTE).toFixed(1)} MB`;
  const peak = inMegabytes(Math.max(...samples));
  found(`${what}: growth ${inMegabytes(growth(samples, WARM_UP))}, peak ${peak}`);
}

/** Bytes that are transcoded to the end; `MEMORY_BYTES=4000000000` for the long form. */
const READ = Number(process.env.MEMORY_BYTES ?? 1_500_000_000);

test('Gigabytes go through an environment that stays as large as it was.', async () => {
  const memory = watch();
  const source_url = `${origin.url}/large.wav`;
  const fields = { output_format: 'opus', bitrate: '16k', channels: 1, sample_rate: 8_000, low_latency: false };
  const response = await post(service, { source_url, ...fields });
  const opus = await bytesOf(response);
  memory.stop();
  report(`a source of ${READ / 1e9} GB`, memory.samples);
  expect([response.status, origin.written('/large.wav')]).toEqual([200, READ + 68]);
  expect(opus.length).toBeGreaterThan(100_000);
  expect(memory.samples.length).toBeGreaterThan(20);
  expect(growth(memory.samples, WARM_UP)).toBeLessThan(MAX_GROWTH);
  expect(Math.max(...memory.samples)).toBeLessThan(MAX_PEAK);
});

test('A reader of a kilobyte a second makes nothing pile up.', async () => {
  const memory = watch();
  const caller = connect(Number(new URL(service.url).port), '127.0.0.1').pause();
  const source = encodeURIComponent(`${origin.url}/unread.wav`);
  caller.write(`GET /transcode?format=pcm&source_url=${source} HTTP/1.1\r\nHost: x\r\n\r\n`);
  let read = 0;
  for (let second = 0; second < 10; second++) {
    await sleep(1_000);
    read += (caller.read(1_024) as Buffer | null)?.length ?? 0;
  }
  const written = origin.written('/unread.wav');
  memory.stop();
  caller.destroy();
  report('a slow reader', memory.samples);
  expect(read).toBeGreaterThan(5 * 1_024);
  // The source has been waiting, and most of it is still there.
  expect(written).toBeLessThan(SIZE / 4);
  expect(memory.samples.length).toBeGreaterThan(20);
  expect(growth(memory.samples, WARM_UP)).toBeLessThan(MAX_GROWTH);
  expect(Math.max(...memory.samples)).toBeLessThan(MAX_PEAK);
});

test('A start far inside a file of four gigabytes reads next to nothing of what is before it.', async () => {
  const source_url = `${origin.url}/seeking.wav`;
  const start = Math.floor(secondsOf(SIZE) * 0.9);
  const response = await post(service, { source_url, output_format: 'pcm', start, duration: 5 });
  const reader = response.body?.getReader();
  const first = await reader?.read();
  const written = origin.written('/seeking.wav');
  expect([response.status, (first?.value?.length ?? 0) > 0]).toEqual([200, true]);
  found(`${written} bytes before the first audio at ${start} s`);
  expect(written).toBeLessThanOrEqual(0.02 * SIZE);
  let rest = first?.value?.length ?? 0;
  for (let next = await reader?.read(); next?.value; next = await reader?.read()) rest += next.value.length;
  expect(rest).toBe(5 * 48_000 * 4);
});

import { afterAll, beforeAll, test } from 'vitest';
import { createClient } from '../../../lib/client/node/node.ts';
import type { Warning } from '../../../lib/client/warnings.ts';
import { decode } from '../../fixtures/audio.ts';
import { dyingFront } from '../../fixtures/dying-front.ts';
import { here } from '../../fixtures/here.ts';
import { media } from '../../fixtures/media.ts';
import { type Act, scripted } from '../../fixtures/scripted.ts';
import { type FileServer, serveFiles } from '../../fixtures/servers.ts';
import { type Service, startService } from '../../fixtures/service.ts';
import { type OnAir, onAir } from '../source/stations.ts';

/** In place of fifteen minutes: an answer is broken off after ten seconds, and a station's ends after eight. */
const TIMEOUT_SECS = 12;

let air: OnAir;
let files: FileServer;
let service: Service;

beforeAll(async () => {
  air = await onAir();
  files = await serveFiles({ '/mp3': { file: await media('mp3'), paceBytesPerSecond: 40_000 } });
  service = await startService({
    SOURCE_ALLOW: `${air.allow},${files.hostPort}`,
    REQUEST_TIMEOUT_SECS: `${TIMEOUT_SECS}`,
  });
});
afterAll(async () => {
  await service?.stop();
  await Promise.all([air?.close(), files?.close()]);
});

test.concurrent('Before its deadline a stream has its successor, and nobody hears of it.', { timeout: 60_000 }, async ({
  expect,
}) => {
  const request = { source_url: `${files.url}/mp3`, output_format: 'pcm' } as const;
  const whole = await here(request, [files.hostPort]);
  const front = await dyingFront(service.url, 'reset', () => undefined);
  const warnings: Warning[] = [];
  const client = createClient({ url: front.url, fallback: 'off', onWarning: (warning) => warnings.push(warning) });
  const { audio, metadata } = await client.transcode(request);
  expect(metadata.streamDeadline).toBeLessThan(TIMEOUT_SECS);
  const heard = Buffer.concat(await audio.toArray());
  await front.close();
  expect(heard.equals(whole)).toBe(true);
  expect(front.calls()).toBeGreaterThan(1);
  expect(warnings).toEqual([]);
});

test.concurrent('A station goes on behind the limit of its answer.', { timeout: 60_000 }, async ({ expect }) => {
  const client = createClient({ url: service.url, fallback: 'off' });
  const { audio, metadata, position } = await client.transcode({
    source_url: air.station['Icecast with MP3'].url,
    output_format: 'opus',
  });
  const { streamLimit = 0 } = metadata;
  expect(metadata.live).toBe(true);
  const chunks: Buffer[] = [];
  for await (const chunk of audio) {
    chunks.push(chunk);
    if ((position() ?? 0) > streamLimit * 1.5) break;
  }
  const seconds = (await decode(Buffer.concat(chunks))).length / 48_000;
  expect(seconds).toBeGreaterThan(streamLimit * 1.4);
});

test.concurrent.for<[what: string, output_format: 'opus' | 'pcm', duration: number]>([
  ['within the limit of an answer', 'opus', 3],
  ['within it, without a mark of the end', 'pcm', 3],
  ['longer than that limit', 'pcm', 11],
])('A station is over behind the duration that was asked for: %s.', { timeout: 60_000 }, async (row, { expect }) => {
  const [, output_format, duration] = row;
  const warnings: Warning[] = [];
  const client = createClient({
    ...{ url: service.url, fallback: 'off' },
    onWarning: (warning) => warnings.push(warning),
  });
  const request = { source_url: air.station['Icecast with MP3'].url, output_format, duration };
  const { audio } = await client.transcode(request);
  const heard = Buffer.concat(await audio.toArray());
  const seconds = output_format === 'opus' ? (await decode(heard)).length / 48_000 : heard.length / 4 / 48_000;
  expect(seconds).toBeCloseTo(duration, 1);
  expect(warnings).toEqual([]);
});

/** A second of a station, which then ends in order at its limit: a client takes up to five seconds before it for that. */
const second: Act = (response) => {
  response.writeHead(200, {
    ...{ 'content-type': 'audio/pcm; rate=8000; channels=1', 'x-sample-rate': '8000', 'x-channels': '1' },
    ...{ 'x-source-live': 'true', 'x-stream-limit': '6' },
  });
  response.end(Buffer.alloc(16_000, 1));
};

test.concurrent('The limit of a station’s answer is no failure: nobody is warned, and the breaker stays closed.', async ({
  expect,
}) => {
  const server = await scripted(second);
  const warnings: Warning[] = [];
  const client = createClient({
    ...{ url: server.url, fallback: 'off', breaker: { failures: 1, restMs: 60_000 } },
    onWarning: (warning) => warnings.push(warning),
  });
  const { audio } = await client.transcode({ source_url: 'https://example.com/radio', output_format: 'pcm' });
  let bytes = 0;
  for await (const chunk of audio) {
    bytes += chunk.length;
    if (server.calls() > 3) break;
  }
  await server.close();
  expect(bytes).toBeGreaterThanOrEqual(3 * 16_000);
  expect(warnings).toEqual([]);
});

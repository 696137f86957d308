import { afterAll, beforeAll, expect, test } from 'vitest';
import { decode } from '../../fixtures/audio.ts';
import { media } from '../../fixtures/media.ts';
import { type FileServer, serveFile } from '../../fixtures/servers.ts';
import { bytesOf, post, type Service, startService } from '../../fixtures/service.ts';

const STREAMS = 50;

let origin: FileServer;
let service: Service;

beforeAll(async () => {
  // Paced, so that all of them are under way at once; at three times real time, so that nobody waits for 20 s.
  origin = await serveFile(await media('mp3'), { paceBytesPerSecond: 48_000 });
  service = await startService({ SOURCE_ALLOW: origin.hostPort, MAX_CONCURRENT_STREAMS: String(STREAMS) });
});
afterAll(async () => {
  await service?.stop();
  await origin?.close();
});

const request = () => post(service, { source_url: origin.url, output_format: 'opus', quality: 'low' });

test('Fifty streams run at once, the 51st is told 429, and each of the fifty is whole.', async () => {
  const answers = await Promise.all(Array.from({ length: STREAMS }, request));
  expect(answers.map(({ status }) => status)).toEqual(Array(STREAMS).fill(200));

  const refused = await request();
  expect([refused.status, await refused.json()]).toEqual([
    429,
    { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', Type: 'User', message: 'Rate Exceeded.' },
  ]);

  const bodies = await Promise.all(answers.map(bytesOf));
  const [first] = bodies;
  expect(bodies.every((body) => first?.equals(body))).toBe(true);
  expect((await decode(first ?? Buffer.alloc(0))).length / 48000).toBeCloseTo(20, 1);

  const next = await request();
  expect(next.status).toBe(200);
  await next.body?.cancel();
});

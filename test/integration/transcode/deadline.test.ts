import { afterAll, beforeAll, expect, test } from 'vitest';
import { media } from '../../fixtures/media.ts';
import { type FileServer, serveFiles } from '../../fixtures/servers.ts';
import { post, type Service, startService } from '../../fixtures/service.ts';

let origin: FileServer;
let service: Service;

beforeAll(async () => {
  const mp3 = await media('mp3');
  origin = await serveFiles({
    '/paced.mp3': { file: mp3, paceBytesPerSecond: 16_000 },
    '/silent.mp3': { file: mp3, stallAfterBytes: 10 },
  });
  service = await startService({
    SOURCE_ALLOW: origin.hostPort,
    REQUEST_TIMEOUT_SECS: '4',
    MAX_CONCURRENT_STREAMS: '1',
  });
});
afterAll(async () => {
  await service?.stop();
  await origin?.close();
});

const request = (path: string) => post(service, { source_url: `${origin.url}${path}`, output_format: 'opus' });

test('A stream is broken off by ourselves before Lambda would end the environment, and the environment serves on.', async () => {
  for (const round of [1, 2]) {
    const response = await request('/paced.mp3');
    expect([round, response.status]).toEqual([round, 200]);
    expect(Number(response.headers.get('x-stream-deadline'))).toBeLessThan(4);
    await expect(response.arrayBuffer()).rejects.toThrow();
    expect(await service.over(response.headers.get('x-transcode-id') ?? '')).toMatchObject({
      outcome: 'aborted',
      code: 'TIMEOUT',
    });
  }
  expect(service.lines.join('\n')).not.toMatch(/Task timed out/);
});

test('A source that goes silent before the first audio is a TIMEOUT, told in time.', async () => {
  const response = await request('/silent.mp3');
  expect([response.status, await response.json()]).toEqual([
    504,
    expect.objectContaining({ code: 'TIMEOUT', recoverable: true }),
  ]);
});

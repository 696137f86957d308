import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { media } from '../../fixtures/media.ts';
import { type FileServer, serveFiles } from '../../fixtures/servers.ts';
import { post, type Service, startService } from '../../fixtures/service.ts';

let origin: FileServer;
let service: Service;

/** A WAV of one data chunk, played five times. */
async function fiveTimes(path: string): Promise<Buffer> {
  const wav = await readFile(path);
  const data = wav.subarray(wav.indexOf('data') + 8);
  const head = Buffer.from(wav.subarray(0, wav.length - data.length));
  head.writeUInt32LE(data.length * 5, head.length - 4);
  return Buffer.concat([head, data, data, data, data, data]);
}

beforeAll(async () => {
  const mp3 = await media('mp3');
  origin = await serveFiles({
    '/paced.mp3': { file: mp3, paceBytesPerSecond: 16_000 },
    '/whole.wav': { file: await media('wav') },
    '/long.wav': { file: await fiveTimes(await media('wav')) },
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

test('A caller who does not read is broken off in time, and the place is free for the next.', async () => {
  const caller = connect(Number(new URL(service.url).port), '127.0.0.1');
  const source = encodeURIComponent(`${origin.url}/long.wav`);
  // 38 MB: more than the sockets in between hold.
  caller.write(`GET /transcode?format=pcm&speed=0.5&source_url=${source} HTTP/1.1\r\nHost: x\r\n\r\n`);
  await once(caller, 'readable');
  caller.pause();
  let response = await request('/whole.wav');
  while (response.status === 429) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    response = await request('/whole.wav');
  }
  expect(response.status).toBe(200);
  expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(100_000);
  expect(service.log().find(({ code }) => code === 'TIMEOUT')).toBeDefined();
  caller.destroy();
});

test('A source that goes silent before the first audio is a TIMEOUT, told in time.', async () => {
  const response = await request('/silent.mp3');
  expect([response.status, await response.json()]).toEqual([
    504,
    expect.objectContaining({ code: 'TIMEOUT', recoverable: true }),
  ]);
});

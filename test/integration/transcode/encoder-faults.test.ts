import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { layerBinary } from '../../../layers/ffmpeg/layer.ts';
import { media } from '../../fixtures/media.ts';
import { type FileServer, serveFile } from '../../fixtures/servers.ts';
import { bytesOf, post, type Service, startService } from '../../fixtures/service.ts';

let directory: string;
let binary: string;
let origin: FileServer;
let service: Service;

/** Puts an encoder in place that does this. */
async function encoder(script: string, mode = 0o755): Promise<void> {
  await rm(binary, { force: true });
  await writeFile(binary, `#!/bin/sh\n${script}\n`);
  await chmod(binary, mode);
}
const healthy = () => encoder(`exec ${layerBinary('x86_64')} "$@"`);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-encoder-'));
  binary = join(directory, 'ffmpeg');
  await healthy();
  origin = await serveFile(await media('mp3'));
  service = await startService({ SOURCE_ALLOW: origin.hostPort, FFMPEG_PATH: binary, MAX_CONCURRENT_STREAMS: '1' });
});
afterAll(async () => {
  await service?.stop();
  await origin?.close();
  await rm(directory, { recursive: true, force: true });
});

const request = () => post(service, { source_url: origin.url, output_format: 'opus' });

test.for<[string, () => Promise<void>]>([
  ['is killed as soon as it starts', () => encoder('kill -9 $$')],
  ['is killed before its first audio', () => encoder('head -c 5000 > /dev/null; kill -9 $$')],
  ['fails and says where things lie', () => encoder('echo "/opt/secret: cannot open" >&2; exit 3')],
  ['is missing', () => rm(binary)],
  ['must not be executed', () => encoder('exit 0', 0o644)],
])('An encoder that %s is an FFMPEG_ERROR, and the next request works.', async ([, breakIt]) => {
  await breakIt();
  const response = await request();
  const text = await response.text();
  expect([response.status, JSON.parse(text)]).toEqual([
    502,
    expect.objectContaining({ code: 'FFMPEG_ERROR', recoverable: true }),
  ]);
  expect(text).not.toContain('/opt/secret');
  expect(text).not.toContain(directory);

  await healthy();
  const next = await request();
  expect(next.status).toBe(200);
  expect((await bytesOf(next)).length).toBeGreaterThan(100_000);
});

test('Health tells a missing encoder: unhealthy, not ready, and alive.', async () => {
  await rm(binary);
  const health = await fetch(`${service.url}/health`);
  expect([health.status, await health.json()]).toEqual([
    503,
    expect.objectContaining({ status: 'unhealthy', ffmpeg_version: null }),
  ]);
  expect((await fetch(`${service.url}/health/ready`)).status).toBe(503);
  expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
  await healthy();
  expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '../../lib/client/node/node.ts';
import { decode } from '../fixtures/audio.ts';
import { media } from '../fixtures/media.ts';
import { type FileServer, serveFiles } from '../fixtures/servers.ts';
import { bytesOf, post, type Service, startService } from '../fixtures/service.ts';

let files: FileServer;
let service: Service;
let source_url: string;

beforeAll(async () => {
  files = await serveFiles({ '/mp3': { file: await media('mp3') } });
  service = await startService({ SOURCE_ALLOW: files.hostPort });
  source_url = `${files.url}/mp3`;
});
afterAll(async () => {
  await service?.stop();
  await files?.close();
});

const older = (fields: object): Promise<Response> =>
  fetch(`${service.url}/api/v1/transcode`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ source_url, ...fields }),
  });

/** What the older client sends, and what it means in today's words. */
test.for<[what: string, older: object, today: object]>([
  ['its usual request', { format: 'opus', codec: 'libopus' }, { output_format: 'opus' }],
  ['a codec that does not fit the format', { format: 'mp3', codec: 'libopus' }, { output_format: 'mp3' }],
  ['a whole number as the bitrate', { format: 'mp3', bitrate: 192 }, { output_format: 'mp3', bitrate: '192k' }],
  ['a quality', { format: 'aac', quality: 'high' }, { output_format: 'aac', bitrate: 160 }],
  [
    'audio_filters',
    { format: 'pcm', audio_filters: { speed: 1.5, volume: 0.5 } },
    { output_format: 'pcm', filters: { speed: 1.5, volume: 0.5 } },
  ],
  [
    'normalize and fade_in',
    { format: 'flac', normalize: true, fade_in: 2 },
    { output_format: 'flac', normalize: true, fade_in: 2 },
  ],
])('/api/v1/transcode takes %s', async ([, before, today]) => {
  const [one, other] = await Promise.all([older(before), post(service, { source_url, ...today })]);
  expect([one.status, one.headers.get('content-type')]).toEqual([200, other.headers.get('content-type')]);
  expect(one.headers.get('x-transcode-id')).toMatch(/^[\da-f-]{36}$/);
  const [bytes, right] = await Promise.all([bytesOf(one), bytesOf(other)]);
  expect(bytes.length).toBeGreaterThan(100_000);
  expect(bytes.equals(right)).toBe(true);
});

test('Its mistakes are told in the names that it used.', async () => {
  const answer = await older({ format: 'opus', audio_filters: { speed: 9 } });
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({
    code: 'FILTER_INVALID',
    recoverable: false,
    details: { issues: [{ field: expect.stringContaining('speed') }] },
  });
});

test('Its other paths answer, and so does this client where its URL has that path.', async () => {
  for (const path of ['health', 'health/live', 'health/ready']) {
    expect((await fetch(`${service.url}/api/v1/${path}`)).status).toBe(200);
  }
  const client = createClient({ url: `${service.url}/api/v1`, fallback: 'off' });
  expect(await client.health()).toMatchObject({ service: 'sluice' });
  const { audio } = await client.transcode({ source_url, output_format: 'opus' });
  expect((await decode(Buffer.concat(await audio.toArray()))).length).toBe(960_000);
});

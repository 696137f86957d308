/** Calls of strangers: each is refused in the same words, and nothing was begun for it. */
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { signHeaders, signQuery } from '../../lib/sign/sign.ts';
import { media } from '../fixtures/media.ts';
import { type FileServer, serveFile } from '../fixtures/servers.ts';
import { bytesOf, post, type Service, startService } from '../fixtures/service.ts';

const OLD = { id: '2025', secret: 'correct-horse-battery' };
const NEW = { id: '2026', secret: 'staple-correct-horse' };

let directory: string;
let started: string;
let origin: FileServer;
let service: Service;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-signature-'));
  started = join(directory, 'started');
  const binary = join(directory, 'ffmpeg');
  await writeFile(binary, `#!/bin/sh\ntouch ${started}\nexec ${layerBinary('x86_64')} "$@"\n`);
  await chmod(binary, 0o755);
  origin = await serveFile(await media('mp3'));
  service = await startService({
    ...{ SOURCE_ALLOW: origin.hostPort, FFMPEG_PATH: binary, MAX_CONCURRENT_STREAMS: '1', LOG_LEVEL: 'WARN' },
    SIGNING_KEYS: [OLD, NEW].map(({ id, secret }) => `${id}:${secret}`).join(),
  });
});
afterAll(async () => {
  await service?.stop();
  await origin?.close();
  await rm(directory, { recursive: true, force: true });
});

const now = () => Math.floor(Date.now() / 1000);
const parameters = () => ({ source_url: origin.url, output_format: 'opus', duration: '1' });
const query = (key = NEW, expires = now() + 60, path = '/transcode') =>
  signQuery({ key, parameters: parameters(), expires, path, clock: () => (expires - 60) * 1000 });
const get = (search: string, init: RequestInit = {}) => fetch(`${service.url}/transcode?${search}`, init);
const body = () => JSON.stringify({ ...parameters(), duration: 1 });
const signed = (about: string = body(), key = NEW) => signHeaders({ key, body: about, expires: now() + 60 });

const STRANGERS: Readonly<Record<string, () => Promise<Response>>> = {
  'without a signature': () => get(new URLSearchParams(parameters()).toString()),
  'with one of nothing': async () => get((await query()).replace(/sig=[^&]*/, 'sig=')),
  'with another key’s secret': async () => get(await query({ ...NEW, secret: OLD.secret })),
  'with a key that nobody has': async () => get(await query({ id: '2024', secret: NEW.secret })),
  'with another source': async () => get((await query()).replace('mp3', 'mp4')),
  'with a parameter more': async () => get(`${await query()}&speed=2`),
  'with a parameter twice': async () => get(`${await query()}&duration=1`),
  'with limits that were not granted': async () => get(`${await query()}&cap=d%3D9`),
  'with a later expiry': async () => get((await query()).replace(/exp=\d+/, `exp=${now() + 600}`)),
  'when it has expired': async () => get(await query(NEW, now() - 1)),
  'two days ahead': async () => get(await query(NEW, now() + 2 * 86_400)),
  'for another path': async () => get(await query(NEW, now() + 60, '/health')),
  'by another method': async () => get(await query(), { method: 'POST', body: body() }),
  'with another body': async () => post(service, body().replace('opus', 'flac'), { headers: await signed() }),
  'with another spelling of its body': async () => post(service, `${body()} `, { headers: await signed() }),
  'with an unsigned parameter beside its body': async () =>
    fetch(`${service.url}/transcode?speed=2`, { method: 'POST', body: body(), headers: await signed() }),
  'with what no request is': async () => post(service, 'not JSON'),
};

test.for(Object.entries(STRANGERS))('%s: 403, and nothing is begun.', async ([, ask]) => {
  const response = await ask();
  expect([response.status, await response.json()]).toEqual([
    403,
    {
      code: 'UNAUTHORIZED',
      message: 'The signature is missing, wrong or expired.',
      recoverable: false,
      transcode_id: expect.any(String),
    },
  ]);
  expect([origin.requests.length, existsSync(started)]).toEqual([0, false]);
});

test('Both keys are good while one is being replaced, and what was signed is answered.', async () => {
  for (const key of [OLD, NEW]) expect((await bytesOf(await get(await query(key)))).length).toBeGreaterThan(5_000);
  const posted = await post(service, body(), { headers: await signed(body(), OLD) });
  expect((await bytesOf(posted)).length).toBeGreaterThan(5_000);
  // So it would have been seen above.
  expect([origin.requests.length, await readdir(directory)]).toEqual([3, ['ffmpeg', 'started']]);
});

test('No secret, signature or query is in the log.', () => {
  expect(service.lines.length).toBeGreaterThan(Object.keys(STRANGERS).length);
  expect(service.lines.filter((line) => /horse|sig=|source_url=/.test(line))).toEqual([]);
});

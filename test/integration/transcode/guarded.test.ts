import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layerBinary } from '../../../layers/ffmpeg/layer.ts';
import { signHeaders, signQuery } from '../../../lib/sign/sign.ts';
import { decode } from '../../fixtures/audio.ts';
import { media } from '../../fixtures/media.ts';
import { type FileServer, serveFile } from '../../fixtures/servers.ts';
import { bytesOf, post, type Service, startService } from '../../fixtures/service.ts';

const key = { id: 'first', secret: 'correct-horse-battery' };
const token = 'a-token-of-the-monitor';

let directory: string;
let seen: string;
let origin: FileServer;
let service: Service;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-guarded-'));
  seen = join(directory, 'environment');
  const binary = join(directory, 'ffmpeg');
  await writeFile(binary, `#!/bin/sh\n/usr/bin/env > ${seen}\nexec ${layerBinary('x86_64')} "$@"\n`);
  await chmod(binary, 0o755);
  origin = await serveFile(await media('mp3'));
  service = await startService({
    SOURCE_ALLOW: origin.hostPort,
    FFMPEG_PATH: binary,
    SIGNING_KEYS: `${key.id}:${key.secret}`,
    MONITOR_TOKEN: token,
  });
});
afterAll(async () => {
  await service?.stop();
  await origin?.close();
  await rm(directory, { recursive: true, force: true });
});

const soon = () => Math.floor(Date.now() / 1000) + 60;
const signed = async (parameters: Record<string, string>, caps = {}) =>
  `${service.url}/transcode?${await signQuery({ key, parameters: { source_url: origin.url, ...parameters }, expires: soon(), caps })}`;

describe('where keys are set, a call', () => {
  test('without a signature is UNAUTHORIZED, and its source is not asked', async () => {
    const before = origin.requests.length;
    const response = await post(service, { source_url: origin.url, output_format: 'opus' });
    expect([response.status, await response.json()]).toEqual([403, expect.objectContaining({ code: 'UNAUTHORIZED' })]);
    expect(origin.requests).toHaveLength(before);
  });
  test('with one is answered, by GET, by HEAD and by POST', async () => {
    const url = await signed({ output_format: 'opus', duration: '1' });
    expect((await bytesOf(await fetch(url))).length).toBeGreaterThan(5_000);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
    const body = JSON.stringify({ source_url: origin.url, output_format: 'opus', duration: 1 });
    const headers = await signHeaders({ key, body, expires: soon() });
    expect((await bytesOf(await post(service, body, { headers }))).length).toBeGreaterThan(5_000);
  });
  test('that was changed after it was signed is UNAUTHORIZED', async () => {
    const url = await signed({ output_format: 'opus' });
    expect((await fetch(`${url}&duration=1`)).status).toBe(403);
    expect((await fetch(url.replace('output_format=opus', 'output_format=flac'))).status).toBe(403);
  });
  test('gets no more than its signature grants', async () => {
    const audio = await bytesOf(await fetch(await signed({ output_format: 'opus' }, { duration: 2 })));
    expect((await decode(audio)).length / 48000).toBeCloseTo(2, 1);
    expect((await fetch(await signed({ output_format: 'opus', duration: '3' }, { duration: 2 }))).status).toBe(403);
    expect((await fetch(await signed({ output_format: 'flac' }, { formats: ['opus'] }))).status).toBe(403);
  });
});

describe('the monitor’s token', () => {
  test('guards the figures, and not the sign of life', async () => {
    const ask = (path: string, authorization?: string, name = 'authorization') =>
      fetch(`${service.url}${path}`, authorization ? { headers: { [name]: authorization } } : {});
    expect((await ask('/health')).status).toBe(403);
    expect((await ask('/health', `Bearer ${token}x`)).status).toBe(403);
    expect((await ask('/health/ready')).status).toBe(403);
    expect((await ask('/health', `Bearer ${token}`)).status).toBe(200);
    // As CloudFront brings it.
    expect((await ask('/health', `Bearer ${token}`, 'x-forwarded-authorization')).status).toBe(200);
    expect((await ask('/health', `Bearer ${token}x`, 'x-forwarded-authorization')).status).toBe(403);
    expect((await ask('/health/live')).status).toBe(200);
  });
});

test('The encoder sees no variable of ours: AWS’s keys are among them.', async () => {
  await bytesOf(await fetch(await signed({ output_format: 'opus', duration: '1' })));
  const names = (await readFile(seen, 'utf8')).split('\n').map((line) => line.split('=')[0]);
  // The shell of this test's own script sets these.
  expect(names.filter((name) => name && !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name))).toEqual([]);
});

test('The source is sent the headers that were asked for, and our name where none was.', async () => {
  const body = JSON.stringify({
    source_url: origin.url,
    output_format: 'opus',
    duration: 1,
    source_headers: { Referer: 'https://example.com/', Cookie: 's3cret=1' },
  });
  await bytesOf(await post(service, body, { headers: await signHeaders({ key, body, expires: soon() }) }));
  expect(origin.requests.at(-1)?.headers).toMatchObject({
    referer: 'https://example.com/',
    cookie: 's3cret=1',
    'user-agent': expect.stringMatching(/^Sluice\/\d/),
    'accept-encoding': 'identity',
  });
  expect(service.lines.join('\n')).not.toMatch(/s3cret|battery|a-token/);
});

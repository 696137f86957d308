import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decode, opusinfo, probe } from '../../fixtures/audio.ts';
import { media } from '../../fixtures/media.ts';
import { allGone, familyOf } from '../../fixtures/processes.ts';
import { type FileServer, serveFiles } from '../../fixtures/servers.ts';
import { bytesOf, post, type Service, startService } from '../../fixtures/service.ts';

let origin: FileServer;
let service: Service;

/** Bytes a second at which a file of the sample plays in real time. */
const realTime = (bytes: number) => Math.round(bytes / 20);

beforeAll(async () => {
  const [mp3, wav, aac] = await Promise.all([media('mp3'), media('wav'), media('aac')]);
  const whole = 320_000;
  origin = await serveFiles({
    '/paced.mp3': { file: mp3, paceBytesPerSecond: 16_000 },
    '/paced.wav': { file: wav, paceBytesPerSecond: realTime(3_528_044) },
    '/paced.aac': { file: aac, paceBytesPerSecond: 16_000 },
    '/fast.mp3': { file: mp3, paceBytesPerSecond: 160_000 },
    '/cut.mp3': { file: mp3, paceBytesPerSecond: 160_000, cutAfterBytes: whole / 2 },
    '/cut-chunked.mp3': { file: mp3, paceBytesPerSecond: 160_000, cutAfterBytes: whole / 2, length: false },
    '/cut.wav': { file: wav, paceBytesPerSecond: 1_000_000, cutAfterBytes: 1_000_000 },
    ...Object.fromEntries(await Promise.all((['flac', 'm4a', 'webm'] as const).map(firstHalf))),
    '/whole.mp3': { file: mp3 },
    '/whole.wav': { file: wav },
  });
  service = await startService({ SOURCE_ALLOW: origin.hostPort, MAX_CONCURRENT_STREAMS: '8' });
});
afterAll(async () => {
  await service?.stop();
  await origin?.close();
});

const request = (path: string, fields: Record<string, unknown> = {}, init: RequestInit = {}) =>
  post(service, { source_url: `${origin.url}${path}`, output_format: 'opus', ...fields }, init);

/** A file of which the second half is missing, and nothing says so but itself. */
async function firstHalf(kind: 'flac' | 'm4a' | 'webm'): Promise<[string, { file: Buffer }]> {
  const file = await readFile(await media(kind));
  return [`/half.${kind}`, { file: file.subarray(0, file.length / 2) }];
}

/** The encoders that run in the service's environments. */
const encoders = () => familyOf(service.process.pid ?? 0).filter(({ command }) => command.includes('ffmpeg -nostdin'));

/** Everything that arrived before the answer was broken off; `broken` says whether it was. */
async function received(response: Response): Promise<{ bytes: Buffer; broken: boolean }> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of response.body ?? []) chunks.push(chunk);
  } catch {
    return { bytes: Buffer.concat(chunks), broken: true };
  }
  return { bytes: Buffer.concat(chunks), broken: false };
}

/** The flag that a player takes for the end, on the last page of an Ogg stream. */
const endsProperly = (ogg: Buffer): boolean => ((ogg[ogg.lastIndexOf('OggS') + 5] ?? 0) & 4) !== 0;

describe('audio leaves while the source still arrives', () => {
  test.for(['/paced.mp3', '/paced.wav', '/paced.aac'])('%s', async (path) => {
    const caller = new AbortController();
    const response = await request(path, {}, { signal: caller.signal });
    expect(response.status).toBe(200);
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(first?.value?.length).toBeGreaterThan(0);
    // The source is 20 s long and sent in real time: had anybody waited for its end, this line would come after it.
    expect(service.log(response.headers.get('x-transcode-id') ?? '').map(({ message }) => message)).not.toContain(
      'ended',
    );
    caller.abort();
  });
});

describe('a stream that cannot be completed is broken off', () => {
  test.for(['/cut.mp3', '/cut-chunked.mp3', '/cut.wav'])('when its source ends early: %s', async (path) => {
    const response = await request(path);
    expect(response.status).toBe(200);
    const { bytes, broken } = await received(response);
    expect(broken).toBe(true);
    expect(bytes.length).toBeGreaterThan(10_000);
    expect(endsProperly(bytes)).toBe(false);
    const line = await service.over(response.headers.get('x-transcode-id') ?? '');
    expect(line).toMatchObject({ message: 'failed', outcome: 'aborted', code: 'DOWNLOAD_FAILED' });
  });

  test.for(['/half.flac', '/half.m4a', '/half.webm'])(
    'when its source was cut before it was served: %s',
    async (path) => {
      const response = await request(path);
      expect([response.status, Math.round(Number(response.headers.get('x-content-duration')))]).toEqual([200, 20]);
      const { bytes, broken } = await received(response);
      expect([broken, endsProperly(bytes)]).toEqual([true, false]);
      const line = await service.over(response.headers.get('x-transcode-id') ?? '');
      expect(line).toMatchObject({ code: 'DOWNLOAD_FAILED', reason: 'The source ends before it said it would.' });
    },
  );

  test('when its encoder is killed', async () => {
    const others = new Set(encoders().map(({ pid }) => pid));
    const response = await request('/fast.mp3');
    expect(response.status).toBe(200);
    const own = encoders().filter(({ pid }) => !others.has(pid));
    expect(own).toHaveLength(1);
    for (const { pid } of own) process.kill(pid, 'SIGKILL');
    const { bytes, broken } = await received(response);
    expect(broken).toBe(true);
    expect(endsProperly(bytes)).toBe(false);
    const line = await service.over(response.headers.get('x-transcode-id') ?? '');
    expect(line).toMatchObject({ outcome: 'aborted', code: 'FFMPEG_ERROR' });
    expect((await request('/whole.mp3')).status).toBe(200);
  });
});

describe('an answer without a body', () => {
  test('to HEAD has the headers of GET, and encodes nothing', async () => {
    const url = `${service.url}/transcode?source_url=${encodeURIComponent(`${origin.url}/whole.wav`)}&format=mp3&speed=2`;
    const head = await fetch(url, { method: 'HEAD' });
    expect(await bytesOf(head)).toHaveLength(0);
    expect(await service.over(head.headers.get('x-transcode-id') ?? '')).toMatchObject({
      message: 'ended',
      output_bytes: 0,
    });
    const get = await fetch(url);
    expect(await probe(await bytesOf(get))).toMatchObject({ codec: 'mp3' });
    for (const name of ['content-type', 'x-source-format', 'x-source-codec', 'x-sample-rate', 'x-bitrate']) {
      expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
    }
  });
  test('to HEAD of what is no audio is the error’s status', async () => {
    const missing = encodeURIComponent(`${origin.url}/missing`);
    expect((await fetch(`${service.url}/transcode?source_url=${missing}`, { method: 'HEAD' })).status).toBe(502);
  });
});

describe('the same service by other ways', () => {
  test('GET with flat parameters, Opus by default', async () => {
    const query = new URLSearchParams({ source_url: `${origin.url}/whole.mp3`, speed: '2' });
    const audio = await bytesOf(await fetch(`${service.url}/transcode?${query}`));
    expect((await decode(audio)).length / 48000).toBeCloseTo(10, 1);
    expect(await opusinfo(audio)).not.toMatch(/WARNING/);
  });
  test('the older client’s path and names', async () => {
    const response = await fetch(`${service.url}/api/v1/transcode`, {
      method: 'POST',
      body: JSON.stringify({
        source_url: `${origin.url}/whole.mp3`,
        format: 'mp3',
        codec: 'libopus',
        audio_filters: { speed: 2 },
      }),
    });
    expect(await probe(await bytesOf(response))).toMatchObject({ codec: 'mp3' });
  });
  test('health says what the binary itself says', async () => {
    const health = await fetch(`${service.url}/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ service: 'sluice', ffmpeg_version: expect.stringMatching(/^\d+\.\d/) });
    expect(await (await fetch(`${service.url}/api/v1/health/live`)).text()).toBe('alive');
    expect(await (await fetch(`${service.url}/health/ready`)).text()).toBe('ready');
    expect(await (await fetch(`${service.url}/openapi.json`)).json()).toMatchObject({ openapi: '3.1.0' });
  });
});

test('When every stream is over, complete, broken off or left by its caller, no encoder is left.', async () => {
  await allGone(encoders());
  expect((await bytesOf(await request('/whole.mp3'))).length).toBeGreaterThan(100_000);
  expect(encoders()).toEqual([]);
});

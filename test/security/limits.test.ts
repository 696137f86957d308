/** What everybody may have at most, and what a signature grants, through the whole service. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signQuery } from '../../lib/sign/sign.ts';
import { decode } from '../fixtures/audio.ts';
import { media } from '../fixtures/media.ts';
import { type FileServer, serveFiles } from '../fixtures/servers.ts';
import { bytesOf, post, type Service, startService } from '../fixtures/service.ts';

const SECONDS = 8;
const BYTES = 60_000;
const key = { id: 'first', secret: 'correct-horse-battery' };

let origin: FileServer;
let limited: Service;
let granting: Service;

beforeAll(async () => {
  const adts = await readFile(await media('aac'));
  const mp3 = await media('mp3');
  origin = await serveFiles({
    '/told.mp3': { file: mp3 },
    // Neither its bytes nor its server tell how long it is.
    '/untold.aac': { file: adts, ranges: false, length: false },
    // Four times as fast as it plays, and longer than any answer: one that ended would be off the air.
    '/station.aac': {
      ...{ file: adts, ranges: false, length: false, headers: { 'icy-br': '128' } },
      paceBytesPerSecond: 64_000,
    },
  });
  const settings = { SOURCE_ALLOW: origin.hostPort, MAX_CONCURRENT_STREAMS: '2' };
  limited = await startService({
    ...settings,
    MAX_DURATION_SECONDS: String(SECONDS),
    MAX_ANSWER_BYTES: String(BYTES),
    MAX_BITRATE_KBPS: '64',
  });
  granting = await startService({ ...settings, SIGNING_KEYS: `${key.id}:${key.secret}` });
});
afterAll(async () => {
  await Promise.all([limited?.stop(), granting?.stop()]);
  await origin?.close();
});

const ask = (path: string, fields: Record<string, unknown> = {}) =>
  post(limited, { source_url: origin.url + path, output_format: 'opus', ...fields });

/** Which fields of a request were refused. */
async function refused(response: Response): Promise<unknown> {
  const { code, details } = (await response.json()) as { code: string; details: { issues: { field: string }[] } };
  return [response.status, code, details.issues.map(({ field }) => field)];
}

/** An answer that is broken off, and what its last log line says. */
async function broken(response: Response) {
  expect(response.status).toBe(200);
  await expect(bytesOf(response)).rejects.toThrow();
  return limited.over(response.headers.get('x-transcode-id') ?? '');
}

describe('seconds', () => {
  test('that are asked for above the limit are refused, by what the answer would have', async () => {
    expect(await refused(await ask('/told.mp3', { duration: 9 }))).toEqual([422, 'INVALID_REQUEST', ['duration']]);
    const slow = await ask('/told.mp3', { duration: 5, filters: { speed: 0.5 } });
    expect(await refused(slow)).toEqual([422, 'INVALID_REQUEST', ['duration']]);
    const fast = await ask('/told.mp3', { duration: 15, filters: { speed: 2 }, bitrate: 32 });
    expect((await decode(await bytesOf(fast))).length / 48_000).toBeCloseTo(7.5, 1);
  });

  test('that a source tells above the limit are refused before anything is sent, by GET and HEAD', async () => {
    expect(await refused(await ask('/told.mp3'))).toEqual([422, 'INVALID_REQUEST', ['duration']]);
    const head = await fetch(`${limited.url}/transcode?source_url=${origin.url}/told.mp3`, { method: 'HEAD' });
    expect(head.status).toBe(422);
  });

  test('up to the limit are there to the last', async () => {
    const answer = await bytesOf(await ask('/untold.aac', { duration: SECONDS, bitrate: 32 }));
    expect((await decode(answer)).length / 48_000).toBeCloseTo(SECONDS, 1);
  });

  test('beyond the limit are broken off, where nobody told, and the log says why', async () => {
    expect(await broken(await ask('/untold.aac', { bitrate: 32 }))).toMatchObject({
      ...{ level: 'WARN', code: 'INVALID_REQUEST', outcome: 'aborted' },
      reason: expect.stringContaining(`${SECONDS} s`),
    });
  });
});

describe('bytes', () => {
  test('beyond the limit are broken off, and the log says why', async () => {
    const last = await broken(await ask('/untold.aac', { output_format: 'mp3', bitrate: 64, duration: SECONDS }));
    expect(last).toMatchObject({ code: 'INVALID_REQUEST', reason: expect.stringContaining(`${BYTES} bytes`) });
    expect(last.output_bytes).toBeLessThanOrEqual(BYTES);
  });

  test('end a station in order, as it is told beforehand', async () => {
    const response = await ask('/station.aac');
    const limit = Number(response.headers.get('x-stream-limit'));
    expect(limit).toBeLessThanOrEqual(SECONDS);
    const answer = await bytesOf(response);
    expect(answer.length).toBeLessThanOrEqual(BYTES);
    expect((await decode(answer)).length / 48_000).toBeCloseTo(limit, 1);
  });
});

describe('bitrate', () => {
  test('is lowered where it was left to us', async () => {
    const response = await ask('/told.mp3', { duration: 1 });
    await bytesOf(response);
    expect(response.headers.get('x-bitrate')).toBe('64k');
  });

  test.for([
    ['one that was asked for', { bitrate: 96 }, ['INVALID_REQUEST', ['bitrate']]],
    ['that of a quality', { quality: 'high' }, ['INVALID_REQUEST', ['bitrate']]],
    ['that of samples', { output_format: 'wav' }, ['UNSUPPORTED_FORMAT', ['output_format']]],
    ['all that is too much', { bitrate: 96, duration: 60 }, ['INVALID_REQUEST', ['bitrate', 'duration']]],
  ] as const)('is refused: %s', async ([, fields, told]) => {
    expect(await refused(await ask('/told.mp3', fields))).toEqual([422, ...told]);
  });
});

describe('a granted duration', () => {
  const granted = async (path: string, parameters: Record<string, string>) => {
    const query = await signQuery({
      key,
      parameters: { source_url: origin.url + path, output_format: 'opus', ...parameters },
      expires: Math.floor(Date.now() / 1000) + 60,
      caps: { duration: 2 },
    });
    return bytesOf(await fetch(`${granting.url}/transcode?${query}`));
  };

  test.for([
    ['at half the speed', '/told.mp3', { speed: '0.5' }, 2],
    ['with an echo behind its end', '/told.mp3', { custom_filter: 'aecho=0.8:0.8:1000:0.5' }, 2],
    ['of a station', '/station.aac', {}, 2],
    ['at twice the speed, for which no more is read', '/told.mp3', { speed: '2' }, 1],
  ] as const)('is the answer’s, and its end a clean one: %s', async ([, path, parameters, seconds]) => {
    expect((await decode(await granted(path, parameters))).length / 48_000).toBeCloseTo(seconds, 1);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { transcodeHere } from '../../lib/client/fallback/fallback.ts';
import { parseRequest } from '../../lib/contract/parse.ts';
import type { SessionOptions } from '../../lib/session/options.ts';
import { openSession } from '../../lib/session/session.ts';
import { media } from '../fixtures/media.ts';
import { allGone, familyOf } from '../fixtures/processes.ts';
import { type FileServer, serveFiles } from '../fixtures/servers.ts';

let origin: FileServer;
let mp3: string;

beforeAll(async () => {
  const file = await media('mp3');
  origin = await serveFiles({
    [`/${basename(file)}`]: { file },
    '/stalls.mp3': { file, stallAfterBytes: 100_000 },
  });
  mp3 = `${origin.url}/${basename(file)}`;
});
afterAll(() => origin?.close());

const options = (more: Partial<SessionOptions> = {}): SessionOptions => ({
  binary: layerBinary('x86_64'),
  allow: new Set([origin.hostPort]),
  userAgent: 'Sluice/test',
  deadline: performance.now() + 60_000,
  log: () => {},
  ...more,
});
const request = (source_url: string, fields: Record<string, unknown> = {}) =>
  parseRequest({ source_url, output_format: 'opus', ...fields });

const encoders = () => familyOf(process.pid).filter(({ command }) => command.includes('ffmpeg -nostdin'));

async function bytesOf(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('the guard, whatever a resolver says', () => {
  test.for([['127.0.0.1'], ['169.254.169.254'], ['::1'], ['10.0.0.1', '93.184.216.34'], ['::ffff:127.0.0.1']])(
    'refuses a name that resolves to %j',
    async (addresses) => {
      const resolve = async () => addresses.map((address) => ({ address }));
      const opened = openSession(request('http://rebound.example/a.mp3'), options({ resolve }));
      await expect(opened).rejects.toMatchObject({ code: 'INVALID_URL', status: 400 });
    },
  );
});

describe('what a session leaves behind is nothing', () => {
  test('after its end', async () => {
    const { body } = await openSession(request(mp3), options());
    expect((await bytesOf(body)).length).toBeGreaterThan(100_000);
    expect(encoders()).toEqual([]);
  });
  test('when its reader stops early', async () => {
    const { body } = await openSession(request(mp3), options());
    for await (const chunk of body) if (chunk.length > 0) break;
    expect(encoders()).toEqual([]);
  });
  test('when its reader leaves before it begins', async () => {
    const { body } = await openSession(request(mp3), options());
    await body[Symbol.asyncIterator]().return?.();
    expect(encoders()).toEqual([]);
  });
  test('when nobody reads it, and it is closed', async () => {
    const { close } = await openSession(request(mp3), options());
    await close();
    await close();
    expect(encoders()).toEqual([]);
  });
  test('when its source fails before the first audio', async () => {
    await expect(openSession(request(`${origin.url}/missing`), options())).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
    });
    expect(encoders()).toEqual([]);
  });
  test('when its deadline comes while its source is silent', async () => {
    const { body } = await openSession(
      request(`${origin.url}/stalls.mp3`),
      options({ deadline: performance.now() + 1_500 }),
    );
    await expect(bytesOf(body)).rejects.toMatchObject({ code: 'TIMEOUT' });
    await allGone(encoders());
  });
  test('when its deadline comes while nobody reads', async () => {
    const session = await openSession(
      request(mp3, { output_format: 'wav' }),
      options({ deadline: performance.now() + 1_000 }),
    );
    await allGone(encoders());
    await expect(bytesOf(session.body)).rejects.toMatchObject({ code: 'TIMEOUT' });
  });
});

test('An answer that is over before it is sent, and not well, has a status and no body.', async () => {
  // Shorter than a chunk: all of it is what would be held back.
  const { body } = await openSession(request(mp3, { output_format: 'aac', duration: 0.05 }), options());
  expect((await bytesOf(body)).length).toBeGreaterThan(0);
  const dies = join(await mkdtemp(join(tmpdir(), 'sluice-dies-')), 'ffmpeg');
  await writeFile(dies, '#!/bin/sh\nhead -c 1000 > /dev/null; echo some audio; exit 3\n', { mode: 0o755 });
  try {
    const opened = openSession(request(mp3, { output_format: 'aac' }), options({ binary: dies }));
    await expect(opened).rejects.toMatchObject({ code: 'FFMPEG_ERROR', status: 502 });
  } finally {
    await rm(dirname(dies), { recursive: true });
  }
});

test('A source that stays silent midway is broken off as a TIMEOUT.', async () => {
  const sourceLimits = { idleMs: 300 };
  const { body } = await openSession(request(`${origin.url}/stalls.mp3`), options({ sourceLimits }));
  await expect(bytesOf(body)).rejects.toMatchObject({ code: 'TIMEOUT' });
});

test('A slow reader slows the source down: what is between them does not grow.', async () => {
  const wav = await media('wav');
  const endless = await serveFiles({ '/a.wav': { file: wav } });
  const session = await openSession(
    request(`${endless.url}/a.wav`, { output_format: 'flac' }),
    options({ allow: new Set([endless.hostPort]) }),
  );
  const reader = session.body[Symbol.asyncIterator]();
  await reader.next();
  await new Promise((resolve) => setTimeout(resolve, 500));
  // 3.5 MB of source, of which the pipes, the sockets and ffmpeg's own queues hold a part; nothing of ours holds the rest.
  expect(session.sourceBytes()).toBeLessThan(2_500_000);
  await session.close();
  await endless.close();
});

test('The fallback gives the same bytes as a session of the service.', async () => {
  process.env.SOURCE_ALLOW = origin.hostPort;
  process.env.FFMPEG_PATH = layerBinary('x86_64');
  try {
    const fields = { filters: { speed: 1.25 } };
    const here = await transcodeHere({ source_url: mp3, output_format: 'opus', ...fields });
    const there = await openSession(request(mp3, fields), options());
    expect((await bytesOf(here.body)).equals(await bytesOf(there.body))).toBe(true);
  } finally {
    delete process.env.SOURCE_ALLOW;
    delete process.env.FFMPEG_PATH;
  }
});

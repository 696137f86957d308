import { request } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import type { Relay } from '../../../lib/source/ranges/relay.ts';
import type { OpenedSource } from '../../../lib/source/source.ts';
import { open } from './open.ts';
import { noise, type Odd, type RangedServer, serveRanges } from './ranged.ts';
import { expectNothingLeftOpen } from './servers.ts';

expectNothingLeftOpen();

const SOURCE = noise(400_000);

const opened: { close: () => void }[] = [];
// Before the hook above looks: such hooks run in the opposite order.
afterEach(() => {
  for (const { close } of opened.splice(0)) close();
});

interface Relayed {
  readonly server: RangedServer;
  readonly source: OpenedSource;
  readonly relay: Relay;
  readonly failures: unknown[];
}

const relayed = async (odd?: (index: number) => Odd | undefined, base = 0): Promise<Relayed> => {
  const server = await serveRanges(SOURCE, odd);
  const source = await open(server.origin, [server], { jumping: true, limits: { continuationDelayMs: 1 } });
  const failures: unknown[] = [];
  const head = await source.part(base, 65_536);
  const relay = await source.relay({
    base,
    indexEnd: 0,
    end: undefined,
    head,
    onFailure: (error) => failures.push(error),
  });
  opened.push(relay, source);
  return { server, source, relay, failures };
};

interface Told {
  readonly status: number | undefined;
  readonly range: string | undefined;
  readonly bytes: Buffer;
}

/** As ffmpeg asks: over a connection of its own. */
const ask = (url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Told> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { method, headers: { connection: 'close', ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          range: response.headers['content-range'],
          bytes: Buffer.concat(chunks),
        }),
      );
    });
    asked.on('error', reject).end();
  });

test('it answers with a window of the source, wherever its reader wants to read', async () => {
  const { relay } = await relayed();
  const first = await ask(relay.url);
  expect(first).toMatchObject({ status: 206, range: 'bytes 0-65535/400000' });
  expect(first.bytes.equals(SOURCE.subarray(0, 65_536))).toBe(true);
  const further = await ask(relay.url, { range: 'bytes=65536-' });
  expect(further.range).toBe('bytes 65536-196607/400000');
  expect(further.bytes.equals(SOURCE.subarray(65_536, 196_608))).toBe(true);
  const end = await ask(relay.url, { range: 'bytes=399990-' });
  expect(end.bytes.equals(SOURCE.subarray(399_990))).toBe(true);
  expect((await ask(relay.url, { range: 'bytes=400000-' })).status).toBe(416);
});

test('what is known already is not fetched again, and one connection serves for all windows', async () => {
  const { server, relay } = await relayed();
  const before = server.asked.length;
  await ask(relay.url);
  expect(server.asked).toHaveLength(before);
  const connections = server.connections();
  await ask(relay.url, { range: 'bytes=65536-' });
  await ask(relay.url, { range: 'bytes=196608-' });
  await ask(relay.url, { range: 'bytes=300000-' });
  expect(server.connections() - connections).toBeLessThanOrEqual(1);
});

test('a tag in front is not there for the reader', async () => {
  const { relay } = await relayed(undefined, 1_000);
  const start = await ask(relay.url, { range: 'bytes=100000-' });
  expect(start.range).toBe('bytes 100000-165535/399000');
  expect(start.bytes.equals(SOURCE.subarray(101_000, 166_536))).toBe(true);
});

test('it serves its own path by GET and nothing else, and names the source to nobody', async () => {
  const { server, relay } = await relayed();
  const before = server.asked.length;
  const { origin, pathname } = new URL(relay.url);
  expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(pathname).toMatch(/^\/[\w-]{32}$/);
  for (const url of [origin, `${origin}/`, `${relay.url}x`, `${relay.url}?a`, `${origin}/${pathname}`]) {
    expect((await ask(url)).status).toBe(404);
  }
  for (const method of ['HEAD', 'POST', 'PUT', 'OPTIONS']) expect((await ask(relay.url, {}, method)).status).toBe(404);
  // Nobody's proxy: an absolute form is a path that is not its own.
  const { port } = new URL(relay.url);
  const forwarded = new Promise((resolve) => {
    const asked = request({
      host: '127.0.0.1',
      port,
      path: `${server.origin}/other`,
      headers: { connection: 'close' },
    });
    asked.once('response', (response) => resolve(response.resume().statusCode)).end();
  });
  expect(await forwarded).toBe(404);
  expect(server.asked).toHaveLength(before);
});

test('a reader gets nothing of its own through to the source', async () => {
  const { server, relay } = await relayed();
  await ask(relay.url, { range: 'bytes=100000-', cookie: 'a=b', 'x-own': '1', 'user-agent': 'Lavf' });
  const { headers } = server.asked.at(-1) ?? {};
  expect(headers).toMatchObject({ 'user-agent': 'Sluice/0.0.0-test', range: 'bytes=100000-165535' });
  expect(Object.keys(headers ?? {})).not.toEqual(expect.arrayContaining(['cookie']));
  expect(Object.keys(headers ?? {})).not.toEqual(expect.arrayContaining(['x-own']));
});

test('a window that breaks is mended, and its reader notices nothing', async () => {
  const { relay, failures } = await relayed((index) => (index === 2 ? { cutAfter: 5_000 } : undefined));
  const { bytes } = await ask(relay.url, { range: 'bytes=100000-' });
  expect(bytes.equals(SOURCE.subarray(100_000, 165_536))).toBe(true);
  expect(failures).toEqual([]);
});

test('a source that fails is told before its reader could take that for the end', async () => {
  const { relay, failures } = await relayed((index) => (index < 2 ? undefined : { headers: { ETag: '"v2"' } }));
  await expect(ask(relay.url, { range: 'bytes=100000-' })).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(failures).toEqual([expect.objectContaining({ code: 'DOWNLOAD_FAILED', recoverable: true })]);
});

test("a window that its reader has left is given up, and its failure is nobody's", async () => {
  const { relay, failures, server } = await relayed((index) => (index === 2 ? { stall: true } : undefined));
  const left = new Promise<void>((resolve) => {
    const asked = request(relay.url, { headers: { range: 'bytes=100000-' } });
    asked.once('response', (response) => {
      response.once('data', () => asked.destroy()).on('error', () => resolve());
    });
    asked.once('error', () => resolve()).end();
  });
  await left;
  const { bytes } = await ask(relay.url, { range: 'bytes=200000-' });
  expect(bytes.equals(SOURCE.subarray(200_000, 265_536))).toBe(true);
  expect(failures).toEqual([]);
  await expect.poll(() => server.open()).toBe(1);
});

test('when it is closed, nobody is there any more', async () => {
  const { relay } = await relayed();
  relay.close();
  relay.close();
  await expect(ask(relay.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

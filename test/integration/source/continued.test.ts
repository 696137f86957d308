import { expect, test } from 'vitest';
import { drain, open } from './open.ts';
import { noise, type Odd, serveRanges } from './ranged.ts';
import { expectNothingLeftOpen, serveHttp, serveRaw } from './servers.ts';

expectNothingLeftOpen();

const SOURCE = noise(300_000);
const limits = { continuationDelayMs: 1 };

test('a body that breaks is continued behind the last byte that was read', async () => {
  const cuts = [10_000, 0, 100_000, 1];
  const server = await serveRanges(SOURCE, (index) => ({ cutAfter: cuts[index] }) as Odd);
  const source = await open(server.origin, [server], { limits });
  const { bytes, error } = await drain(source);
  expect(error).toBeUndefined();
  expect(bytes.equals(SOURCE)).toBe(true);
  // What a reset has overtaken on its way does not count: each range begins where the reader really was.
  const starts = server.asked.map(({ first }) => first);
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  expect(server.asked).toHaveLength(cuts.length + 1);
  source.close();
});

test('a continuation is asked with the headers of the caller, for its range and no titles', async () => {
  const server = await serveRanges(SOURCE, (index) => (index === 0 ? { cutAfter: 1_000 } : undefined));
  const source = await open(server.origin, [server], { limits, headers: { authorization: 'Bearer x' } });
  await drain(source);
  const [first, second] = server.asked;
  expect([first?.headers['icy-metadata'], second?.headers['icy-metadata']]).toEqual(['1', undefined]);
  expect([first?.headers.authorization, second?.headers.authorization]).toEqual(['Bearer x', 'Bearer x']);
});

test('breaks in a row have an end, and each is waited for longer', async () => {
  const server = await serveRanges(SOURCE, () => ({ cutAfter: 0 }));
  const { bytes, error } = await drain(
    await open(server.origin, [server], { limits: { ...limits, maxContinuations: 3 } }),
  );
  expect(bytes).toHaveLength(0);
  expect(error).toMatchObject({ code: 'DOWNLOAD_FAILED', recoverable: true });
  expect(server.asked).toHaveLength(4);
});

test('breaks that lie far apart are no row', async () => {
  const server = await serveRanges(SOURCE, (index) => (index < 5 ? { cutAfter: 50_000 } : undefined));
  const few = { ...limits, maxContinuations: 1, progressBytes: 40_000 };
  expect((await drain(await open(server.origin, [server], { limits: few }))).bytes.equals(SOURCE)).toBe(true);
});

test.each<[what: string, second: Odd]>([
  ['another ETag', { headers: { ETag: '"v2"' } }],
  ['another length', { headers: { 'Content-Range': 'bytes 1000-299999/400000', ETag: '"v1"' } }],
  ['another part', { headers: { 'Content-Range': 'bytes 0-299999/300000' } }],
  ['no part at all', { headers: { 'Content-Range': '' } }],
  ['the whole', { status: 200, body: SOURCE }],
  ['that it is gone', { status: 404, body: Buffer.from('gone') }],
  ['a compressed part', { headers: { 'Content-Encoding': 'gzip' } }],
])('a continuation that is answered with %s is not taken', async (_what, second) => {
  const server = await serveRanges(SOURCE, (index) => (index === 0 ? { cutAfter: 1_000 } : second));
  const { bytes, error } = await drain(
    await open(server.origin, [server], { limits: { ...limits, maxContinuations: 2 } }),
  );
  expect(SOURCE.subarray(0, bytes.length).equals(bytes)).toBe(true);
  expect(bytes.length).toBeLessThanOrEqual(1_000);
  expect(error).toMatchObject({ code: 'DOWNLOAD_FAILED', recoverable: true });
});

test('a busy moment is waited for', async () => {
  const server = await serveRanges(SOURCE, (index) => {
    if (index === 0) return { cutAfter: 1_000 };
    return index < 3 ? { status: 503, body: Buffer.from('busy') } : undefined;
  });
  expect((await drain(await open(server.origin, [server], { limits }))).bytes.equals(SOURCE)).toBe(true);
});

test('a source that names no version of itself is not continued', async () => {
  const server = await serveHttp((_request, response) => {
    response.writeHead(206, { 'Content-Length': 100, 'Content-Range': 'bytes 0-99/100' });
    response.write('a', () => setTimeout(() => response.socket?.resetAndDestroy(), 20));
  });
  const { error } = await drain(await open(server.origin, [server], { limits }));
  expect(error).toMatchObject({ code: 'DOWNLOAD_FAILED', recoverable: true });
  expect(server.connections()).toBe(1);
});

test('a server that answers with less than it was asked for is asked for the rest', async () => {
  const server = await serveRanges(SOURCE, (_index, { first }) => {
    const body = SOURCE.subarray(first, first + 70_000);
    return { body, headers: { 'Content-Range': `bytes ${first}-${first + body.length - 1}/${SOURCE.length}` } };
  });
  expect((await drain(await open(server.origin, [server], { limits }))).bytes.equals(SOURCE)).toBe(true);
  expect(server.asked.map(({ first }) => first)).toEqual([0, 70_000, 140_000, 210_000, 280_000]);
});

test('a server that is confused by a range is asked once more without', async () => {
  const server = await serveHttp((request, response) => {
    if (request.headers.range) response.writeHead(416, { 'Content-Range': 'bytes */5' }).end();
    else response.end('audio');
  });
  expect((await drain(await open(server.origin, [server]))).bytes.toString()).toBe('audio');
});

test('an address that a redirect led to may expire; then the one that the caller named is asked again', async () => {
  let valid = 1;
  const server = await serveRanges(SOURCE, (_index, { url }) => {
    if (url === '/') return { status: 302, body: Buffer.alloc(0), headers: { Location: `/signed/${valid}` } };
    if (url !== `/signed/${valid}`) return { status: 403, body: Buffer.alloc(0) };
    if (valid > 1) return undefined;
    valid += 1;
    return { cutAfter: 1_000 };
  });
  expect((await drain(await open(`${server.origin}/`, [server], { limits }))).bytes.equals(SOURCE)).toBe(true);
  expect(server.asked.map(({ url }) => url)).toEqual(['/', '/signed/1', '/signed/1', '/', '/signed/2']);
});

test('an abort ends the wait for a continuation', async () => {
  const server = await serveRanges(SOURCE, () => ({ cutAfter: 0 }));
  const abort = new AbortController();
  const reason = new Error('the listener has left');
  const source = await open(server.origin, [server], { limits: { continuationDelayMs: 60_000 }, signal: abort.signal });
  setTimeout(() => abort.abort(reason), 100);
  expect((await drain(source)).error).toBe(reason);
});

/** A 206 that nobody has framed: it ends with its connection. */
const unframed = (extent: string, body: Buffer, headers = ''): string =>
  `HTTP/1.1 206 Partial Content\r\nContent-Range: bytes ${extent}\r\n${headers}\r\n${body.toString('latin1')}`;

test('an answer that is shorter than the part it announces is no clean end', async () => {
  const server = await serveRaw((socket) => socket.end(unframed('0-99999/100000', Buffer.alloc(5_000)), 'latin1'));
  const { error } = await drain(await open(server.origin, [server], { limits }));
  expect(error).toMatchObject({ code: 'DOWNLOAD_FAILED', recoverable: true });
  expect(server.connections()).toBe(1);
});

test('a part of nobody knows how much is not taken for the whole: it is asked for without a range', async () => {
  const server = await serveHttp((request, response) => {
    if (!request.headers.range) return void response.end(SOURCE);
    response.writeHead(206, { 'Content-Range': 'bytes 0-999/*' }).end(SOURCE.subarray(0, 1_000));
  });
  expect((await drain(await open(server.origin, [server], { limits }))).bytes.equals(SOURCE)).toBe(true);
});

test('a length that only a continuation tells counts from then on', async () => {
  const server = await serveHttp((request, response) => {
    const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    const first = Number(from);
    if (first === 0) {
      response.writeHead(200, { ETag: '"v1"' });
      response.write(SOURCE.subarray(0, 50_000), () => setTimeout(() => response.socket?.resetAndDestroy(), 20));
      return;
    }
    const body = SOURCE.subarray(first, first + 60_000);
    response.writeHead(206, {
      ETag: '"v1"',
      'Content-Range': `bytes ${first}-${first + body.length - 1}/${SOURCE.length}`,
    });
    response.end(body);
  });
  expect((await drain(await open(server.origin, [server], { limits }))).bytes.equals(SOURCE)).toBe(true);
});

test('a connection that was kept and closed in the moment it was wanted is replaced, once and at once', async () => {
  const used = new WeakSet<object>();
  const closing = await serveHttp((request, response) => {
    // The second request of a connection finds nobody.
    if (used.has(request.socket)) return void request.socket.resetAndDestroy();
    used.add(request.socket);
    const [, first = 0, last = 0] = (/^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []).map(Number);
    const body = SOURCE.subarray(first, last + 1);
    response.writeHead(206, {
      'Content-Range': `bytes ${first}-${last}/${SOURCE.length}`,
      'Content-Length': body.length,
    });
    response.end(body);
  });
  const source = await open(closing.origin, [closing], { jumping: true, limits });
  expect((await source.part(0, 10_000)).equals(SOURCE.subarray(0, 10_000))).toBe(true);
  expect((await source.part(20_000, 30_000)).equals(SOURCE.subarray(20_000, 30_000))).toBe(true);
  source.close();
});

test('a continuation that nobody answers in time is tried again', async () => {
  const server = await serveRanges(SOURCE, (index) => (index === 0 ? { cutAfter: 1_000 } : undefined));
  let silent = true;
  const slow = await serveHttp((request, response) => {
    if (request.headers.range !== 'bytes=0-' && silent) {
      silent = false;
      return;
    }
    response.writeHead(307, { Location: server.origin }).end();
  });
  const source = await open(slow.origin, [slow, server], { limits: { ...limits, headersMs: 200 } });
  expect((await drain(source)).bytes.equals(SOURCE)).toBe(true);
});

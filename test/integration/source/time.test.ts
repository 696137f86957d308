import { expect, test } from 'vitest';
import { drain, open } from './open.ts';
import { expectNothingLeftOpen, serveHttp, serveRaw } from './servers.ts';

expectNothingLeftOpen();

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('a source that accepts and says nothing is too late', async () => {
  const server = await serveRaw(() => {});
  const failure = { code: 'TIMEOUT', status: 504, recoverable: true };
  await expect(open(server.origin, [server], { limits: { headersMs: 50 } })).rejects.toMatchObject(failure);
});

test('headers that drip are too late as well', async () => {
  const server = await serveRaw((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    const drip = setInterval(() => socket.write('X-More: 1\r\n'), 10);
    socket.on('close', () => clearInterval(drip));
  });
  await expect(open(server.origin, [server], { limits: { headersMs: 100 } })).rejects.toMatchObject({
    code: 'TIMEOUT',
  });
});

test('interim answers do not stop the clock', async () => {
  const server = await serveRaw((socket) => {
    const drip = setInterval(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), 10);
    socket.on('close', () => clearInterval(drip));
  });
  await expect(open(server.origin, [server], { limits: { headersMs: 100 } })).rejects.toMatchObject({
    code: 'TIMEOUT',
  });
});

test('a TLS handshake that nobody answers is too late', async () => {
  const server = await serveRaw(() => {});
  const url = server.origin.replace('http:', 'https:');
  await expect(open(url, [server], { limits: { connectMs: 50 } })).rejects.toMatchObject({ code: 'TIMEOUT' });
});

test('a name that nobody resolves is too late', async () => {
  const resolve = (): Promise<never> => new Promise(() => {});
  const opening = open('http://slow.example/', [], { resolve, limits: { connectMs: 50 } });
  await expect(opening).rejects.toMatchObject({ code: 'TIMEOUT' });
});

test('a body that stops is too late while somebody waits for it', async () => {
  const server = await serveHttp((_request, response) => {
    response.writeHead(200, { 'Content-Length': 10 });
    response.write('abc');
  });
  const { bytes, error } = await drain(await open(server.origin, [server], { limits: { idleMs: 50 } }));
  expect(bytes.toString()).toBe('abc');
  expect(error).toMatchObject({ code: 'TIMEOUT', recoverable: true });
});

test('a reader that takes its time is no silence of the source', async () => {
  const server = await serveHttp((_request, response) => response.end(Buffer.alloc(400_000)));
  const source = await open(server.origin, [server], { limits: { idleMs: 40 } });
  let read = 0;
  for await (const chunk of source.body) {
    read += chunk.length;
    await pause(80);
  }
  expect(read).toBe(400_000);
});

test('a source that is slow, but not silent, is read to its end', async () => {
  const server = await serveHttp(async (_request, response) => {
    for (let part = 0; part < 10; part += 1) {
      response.write('a');
      await pause(20);
    }
    response.end();
  });
  const { bytes, error } = await drain(await open(server.origin, [server], { limits: { idleMs: 150 } }));
  expect(error).toBeUndefined();
  expect(bytes).toHaveLength(10);
});

test('an abort ends every wait with its own reason', async () => {
  const silent = await serveRaw(() => {});
  const reason = new Error('the listener has left');
  const never = (): Promise<never> => new Promise(() => {});
  const aborted = async (url: string, options: object = {}): Promise<unknown> => {
    const abort = new AbortController();
    const opening = open(url, [silent], { signal: abort.signal, ...options });
    setTimeout(() => abort.abort(reason), 30);
    return opening.catch((error: unknown) => error);
  };
  expect(await aborted('http://slow.example/', { resolve: never })).toBe(reason);
  expect(await aborted(silent.origin)).toBe(reason);
  expect(await aborted(silent.origin.replace('http:', 'https:'))).toBe(reason);
  const before = open(silent.origin, [silent], { signal: AbortSignal.abort(reason) });
  await expect(before).rejects.toBe(reason);
});

test('an abort ends a body, whether somebody waits for it or not', async () => {
  const server = await serveHttp((_request, response) => {
    response.writeHead(200);
    response.write('abc');
  });
  const reason = new Error('the listener has left');
  for (const when of ['before', 'within']) {
    const abort = new AbortController();
    const source = await open(server.origin, [server], { signal: abort.signal });
    if (when === 'before') abort.abort(reason);
    else setTimeout(() => abort.abort(reason), 30);
    expect((await drain(source)).error).toBe(reason);
  }
});

import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { resetBehindAll } from './misbehaving/midway.ts';
import { drain, open } from './open.ts';
import { expectNothingLeftOpen, serveHttp, serveRaw } from './servers.ts';

expectNothingLeftOpen();

const HEAD = 'HTTP/1.1 200 OK\r\n';

const soon = (what: () => void): void => {
  setTimeout(what, 20);
};

const CUTS: ReadonlyArray<readonly [name: string, answer: (socket: Socket) => void]> = [
  ['a length that is not reached', (socket) => socket.end(`${HEAD}Content-Length: 10\r\n\r\nabc`)],
  ['chunks without the last one', (socket) => socket.end(`${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`)],
  ['a chunk cut in its middle', (socket) => socket.end(`${HEAD}Transfer-Encoding: chunked\r\n\r\n9\r\nabc`)],
  [
    'a reset within a length',
    (socket) => socket.write(`${HEAD}Content-Length: 10\r\n\r\nabc`, () => soon(() => socket.resetAndDestroy())),
  ],
  [
    'a reset behind a Transfer-Encoding that frames nothing',
    (socket) =>
      socket.write(`${HEAD}Transfer-Encoding: identity\r\n\r\nabc`, () => soon(() => socket.resetAndDestroy())),
  ],
  [
    'a reset where nothing says how long it is',
    (socket) => socket.write(`${HEAD}\r\nabc`, () => soon(() => socket.resetAndDestroy())),
  ],
];

test.each(CUTS)('%s is no clean end', async (_name, answer) => {
  const server = await serveRaw(answer);
  const { bytes, error } = await drain(await open(server.origin, [server]));
  expect('abc'.startsWith(bytes.toString())).toBe(true);
  expect(error).toMatchObject({ code: 'DOWNLOAD_FAILED', recoverable: true });
});

test('a chunk size that is none is a failure', async () => {
  const server = await serveRaw((socket) => socket.end(`${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n`));
  expect((await drain(await open(server.origin, [server]))).error).toMatchObject({ code: 'DOWNLOAD_FAILED' });
});

test('what comes behind the length is not part of the body', async () => {
  const server = await serveRaw((socket) => socket.end(`${HEAD}Content-Length: 3\r\n\r\nabcdefgh`));
  expect(await drain(await open(server.origin, [server]))).toEqual({ bytes: Buffer.from('abc'), error: undefined });
});

test('of what arrived before a reset nothing is lost, wherever its reader rested', async () => {
  const server = await serveRaw((socket) => {
    socket.write(`${HEAD}Content-Length: 300000\r\n\r\n${'a'.repeat(300_000)}`);
    void resetBehindAll(socket);
  });
  const read = async (restMs: number): Promise<number> => {
    let bytes = 0;
    for await (const chunk of (await open(server.origin, [server])).body) {
      bytes += chunk.length;
      if (bytes > 50_000) await new Promise((resolve) => setTimeout(resolve, restMs));
    }
    return bytes;
  };
  const rests = Array.from({ length: 40 }, (_, at) => at * 4);
  expect(await Promise.all(rests.map(read))).toEqual(rests.map(() => 300_000));
});

test('a reset behind a complete body breaks nothing, however late it is read', async () => {
  const server = await serveRaw((socket) =>
    socket.write(`${HEAD}Content-Length: 100000\r\n\r\n${'a'.repeat(100_000)}`, () =>
      soon(() => socket.resetAndDestroy()),
    ),
  );
  const source = await open(server.origin, [server]);
  let read = 0;
  for await (const chunk of source.body) {
    read += chunk.length;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  expect(read).toBe(100_000);
});

test('a body may be as large as the limit, and one byte more breaks it', async () => {
  const server = await serveHttp((request, response) => response.end('a'.repeat(Number(request.url?.slice(1)))));
  const limits = { maxBytes: 1_000 };
  expect((await drain(await open(`${server.origin}/1000`, [server], { limits }))).error).toBeUndefined();
  const source = await open(`${server.origin}/1001`, [server], { limits });
  const { bytes, error } = await drain(source);
  expect(error).toMatchObject({ code: 'DOWNLOAD_FAILED', recoverable: false });
  expect(bytes.length).toBeLessThanOrEqual(1_000);
  expect(source.body.bytesRead).toBe(bytes.length);
});

test('a source that never ends is cut off at the limit', async () => {
  const server = await serveHttp((_request, response) => {
    const more = (): void => {
      while (response.write(Buffer.alloc(16_384)));
    };
    response.on('drain', more);
    more();
  });
  const { bytes, error } = await drain(await open(server.origin, [server], { limits: { maxBytes: 500_000 } }));
  expect(error).toMatchObject({ code: 'DOWNLOAD_FAILED', recoverable: false });
  expect(bytes.length).toBeLessThanOrEqual(500_000);
});

test('no more is taken from a source than its reader asks for', async () => {
  let written = 0;
  const server = await serveHttp((_request, response) => {
    const more = (): void => {
      while (written < 64 * 1024 ** 2) {
        written += 65_536;
        if (!response.write(Buffer.alloc(65_536))) return;
      }
      response.end();
    };
    response.on('drain', more);
    more();
  });
  const source = await open(server.origin, [server]);
  for await (const _chunk of source.body) {
    // Until the socket buffers are full and the server has been told to wait.
    let before = -1;
    while (before !== written) {
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    break;
  }
  expect(written).toBeLessThan(64 * 1024 ** 2);
});

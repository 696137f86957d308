import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { drain, open, publicText } from './open.ts';
import { expectNothingLeftOpen, serveHttp, serveRaw } from './servers.ts';

expectNothingLeftOpen();

test.each([408, 429, 500, 502, 503, 504])('%i may be tried again', async (status) => {
  const server = await serveHttp((_request, response) => response.writeHead(status).end('sorry'));
  const failure = { code: 'DOWNLOAD_FAILED', status: 502, recoverable: true, details: { upstream_status: status } };
  await expect(open(server.origin, [server])).rejects.toMatchObject(failure);
});

test.each([201, 202, 204, 205, 206, 400, 401, 403, 404, 410, 416, 451])('%i is final', async (status) => {
  const server = await serveHttp((_request, response) => response.writeHead(status).end());
  const failure = { code: 'DOWNLOAD_FAILED', status: 502, recoverable: false, details: { upstream_status: status } };
  await expect(open(server.origin, [server])).rejects.toMatchObject(failure);
});

test('another protocol is final', async () => {
  const server = await serveRaw((socket) =>
    socket.write('HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
  );
  const failure = { code: 'DOWNLOAD_FAILED', recoverable: false, details: { upstream_status: 101 } };
  await expect(open(server.origin, [server])).rejects.toMatchObject(failure);
});

test.each(['gzip', 'br', 'deflate', 'zstd', 'GZIP', 'identity, gzip', 'x-unknown'])(
  'a body in %s is refused, since nobody asked for it',
  async (coding) => {
    const server = await serveHttp((_request, response) =>
      response.writeHead(200, { 'Content-Encoding': coding }).end('x'),
    );
    const failure = { code: 'DOWNLOAD_FAILED', recoverable: false, details: { upstream_status: 200 } };
    await expect(open(server.origin, [server])).rejects.toMatchObject(failure);
  },
);

test('compression is refused where it hides in the framing too', async () => {
  const server = await serveRaw((socket) =>
    socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'),
  );
  await expect(open(server.origin, [server])).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', recoverable: false });
});

test('a body that is said to be as it is, is', async () => {
  const server = await serveHttp((_request, response) =>
    response.writeHead(200, { 'Content-Encoding': 'Identity' }).end('a'),
  );
  expect((await drain(await open(server.origin, [server]))).bytes.toString()).toBe('a');
});

test.each([
  ['something that is only nearly Shoutcast 1', 'ICE 200 OK\r\n\r\naudio'],
  ['a mail server', '220 mail.example ESMTP\r\n'],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc'],
  ['a length beside chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: 3x\r\n\r\nabc'],
])('%s does not speak HTTP', async (_name, text) => {
  const server = await serveRaw((socket) => socket.end(text));
  await expect(open(server.origin, [server])).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', recoverable: false });
});

test('headers without end are cut off', async () => {
  const server = await serveRaw((socket) => socket.write(`HTTP/1.1 200 OK\r\nX-Long: ${'a'.repeat(20_000)}`));
  const failure = {
    code: 'DOWNLOAD_FAILED',
    recoverable: false,
    message: 'The source sent more headers than Sluice reads.',
  };
  await expect(open(server.origin, [server])).rejects.toMatchObject(failure);
});

test.each([
  ['reset', (socket: Socket) => socket.resetAndDestroy()],
  ['ended', (socket: Socket) => socket.end()],
  ['ended amid the headers', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nContent-')],
])('a connection that is %s before its answer may be tried again', async (_name, hangUp) => {
  const server = await serveRaw(hangUp);
  await expect(open(server.origin, [server])).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', recoverable: true });
});

test('no failure tells the query, the path or a header of the caller', async () => {
  const server = await serveHttp((_request, response) => response.writeHead(403).end());
  const headers = { Authorization: 'Bearer s3cret' };
  const failure = await open(`${server.origin}/s3cret?token=s3cret`, [server], { headers }).catch(
    (error: unknown) => error,
  );
  expect(publicText(failure)).toContain('403');
  expect(publicText(failure)).not.toContain('s3cret');
});

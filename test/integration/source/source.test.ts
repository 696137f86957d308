import { expect, test } from 'vitest';
import { drain, open } from './open.ts';
import { expectNothingLeftOpen, serveHttp, serveRaw } from './servers.ts';

expectNothingLeftOpen();

test('a source is opened with what it says about itself, and read to its end', async () => {
  const audio = Buffer.alloc(300_000, 'audio');
  const server = await serveHttp((_request, response) => {
    response.writeHead(200, {
      'Content-Type': 'audio/mpeg',
      'Content-Length': audio.length,
      'Accept-Ranges': 'bytes',
      ETag: '"v1"',
      'Last-Modified': 'Sun, 22 Nov 2026 10:00:00 GMT',
    });
    response.end(audio);
  });
  const source = await open(`${server.origin}/talk.mp3?token=1#t=3`, [server]);
  expect(source).toMatchObject({
    length: audio.length,
    // What is claimed beside a 200 has not been proved.
    seekable: false,
    validator: { etag: '"v1"', lastModified: 'Sun, 22 Nov 2026 10:00:00 GMT' },
  });
  expect(source.url.href).toBe(`${server.origin}/talk.mp3?token=1`);
  expect(Object.values(source.timings).every((ms) => ms >= 0)).toBe(true);
  expect(source.body.bytesRead).toBe(0);
  expect(await drain(source)).toEqual({ bytes: audio, error: undefined });
  expect(source.body.bytesRead).toBe(audio.length);
});

test('what a source does not say is not made up', async () => {
  const server = await serveHttp((_request, response) => response.write('a', () => response.end('b')));
  const source = await open(server.origin, [server]);
  expect(source).toMatchObject({
    length: undefined,
    validator: undefined,
    seekable: false,
  });
  expect((await drain(source)).bytes.toString()).toBe('ab');
});

test('the request names the host, asks for the bytes as they are and keeps its query', async () => {
  let seen: unknown;
  const server = await serveHttp((request, response) => {
    seen = { url: request.url, method: request.method, headers: request.headers };
    response.end();
  });
  await drain(await open(`${server.origin}/a%20b/ü?q=1&r=|`, [server]));
  expect(seen).toEqual({
    url: '/a%20b/%C3%BC?q=1&r=|',
    method: 'GET',
    headers: {
      accept: '*/*',
      'accept-encoding': 'identity',
      connection: 'close',
      host: server.pair,
      'icy-metadata': '1',
      range: 'bytes=0-',
      'user-agent': 'Sluice/0.0.0-test',
    },
  });
});

test('a body without a length ends cleanly with an orderly end of its connection', async () => {
  const server = await serveRaw((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\naudio'));
  expect(await drain(await open(server.origin, [server]))).toEqual({ bytes: Buffer.from('audio'), error: undefined });
});

test('an empty body is an empty stream', async () => {
  const server = await serveHttp((_request, response) => response.writeHead(200, { 'Content-Length': 0 }).end());
  const source = await open(server.origin, [server]);
  expect(source.length).toBe(0);
  expect(await drain(source)).toEqual({ bytes: Buffer.alloc(0), error: undefined });
});

test('interim answers are passed over', async () => {
  const interim = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n';
  const server = await serveRaw((socket) => socket.end(`${interim}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`));
  expect((await drain(await open(server.origin, [server]))).bytes.toString()).toBe('ok');
});

test('whoever stops reading closes the connection; closing twice is closing once', async () => {
  const server = await serveHttp((_request, response) => {
    response.writeHead(200);
    response.write(Buffer.alloc(1_000));
  });
  const read = await open(server.origin, [server]);
  for await (const _chunk of read.body) break;
  const unread = await open(server.origin, [server]);
  unread.close();
  unread.close();
  read.close();
});

test('a body that was closed under its reader does not look complete', async () => {
  const server = await serveHttp((_request, response) => {
    response.writeHead(200);
    response.write('a');
  });
  const source = await open(server.origin, [server]);
  const ended = drain(source);
  await expect.poll(() => source.body.bytesRead).toBe(1);
  source.close();
  expect((await ended).error).toMatchObject({ code: 'INTERNAL_ERROR' });
});

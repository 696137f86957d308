import { expect, test } from 'vitest';
import type { Resolver } from '../../../lib/source/guard/resolve.ts';
import { drain, open } from './open.ts';
import { closedPort, expectNothingLeftOpen, type LocalServer, serveHttp } from './servers.ts';

expectNothingLeftOpen();

/** A server under a name, its address as the resolver says it. */
const named = (
  server: LocalServer,
  answers: readonly string[],
): { url: string; allow: Set<string>; resolve: Resolver } => ({
  url: `http://media.example:${server.port}/`,
  allow: new Set([`media.example:${server.port}`]),
  resolve: async () => answers.map((address) => ({ address })),
});

const audio = (): Promise<LocalServer> => serveHttp((request, response) => response.end(request.headers.host));

test('a name is asked for by its name, at the address that was resolved', async () => {
  const server = await audio();
  const { url, ...options } = named(server, ['127.0.0.1']);
  const { bytes } = await drain(await open(url, [], options));
  expect(bytes.toString()).toBe(`media.example:${server.port}`);
});

test('a resolver that changes its mind is not asked again', async () => {
  const server = await audio();
  const { url, allow } = named(server, []);
  const answers = ['127.0.0.1', '127.0.0.99'];
  let asked = 0;
  const resolve: Resolver = async () => [{ address: answers[asked++] ?? '127.0.0.99' }];
  expect((await drain(await open(url, [], { allow, resolve }))).error).toBeUndefined();
  expect(asked).toBe(1);
  expect(server.connections()).toBe(1);
});

test.each([
  ['private last', ['1.1.1.1', '127.0.0.1']],
  ['private first', ['127.0.0.1', '1.1.1.1']],
  ['private and mapped', ['1.1.1.1', '::ffff:127.0.0.1']],
])('a name with one public and one private address is refused, and nobody is called: %s', async (_name, answers) => {
  const server = await audio();
  const { url, resolve } = named(server, answers);
  await expect(open(url, [], { resolve })).rejects.toMatchObject({ code: 'INVALID_URL' });
  expect(server.connections()).toBe(0);
});

test('an address that refuses is followed by the next at once', async () => {
  const server = await audio();
  const { url, ...options } = named(server, ['127.0.0.2', '127.0.0.3', '127.0.0.1']);
  const limits = { attemptDelayMs: 60_000 };
  expect((await drain(await open(url, [], { ...options, limits }))).error).toBeUndefined();
  expect(server.connections()).toBe(1);
});

test('where several addresses answer one connection is used and the others are closed', async () => {
  const server = await serveHttp((request, response) => response.end(request.socket.localAddress), '0.0.0.0');
  const { url, ...options } = named(server, ['127.0.0.3', '127.0.0.2', '127.0.0.1']);
  for (let round = 0; round < 20; round += 1) {
    const { bytes, error } = await drain(await open(url, [], { ...options, limits: { attemptDelayMs: 0 } }));
    expect(error).toBeUndefined();
    expect(['127.0.0.1', '127.0.0.2', '127.0.0.3']).toContain(bytes.toString());
  }
});

test('IPv4 comes first', async () => {
  const server = await serveHttp((request, response) => response.end(request.socket.remoteFamily), '127.0.0.1');
  const { url, ...options } = named(server, ['::1', '127.0.0.1']);
  expect((await drain(await open(url, [], options))).bytes.toString()).toBe('IPv4');
});

test('no more addresses are tried than the limit says', async () => {
  const server = await audio();
  const { url, ...options } = named(server, ['127.0.0.2', '127.0.0.3', '127.0.0.1']);
  const refused = { code: 'DOWNLOAD_FAILED', recoverable: true };
  await expect(open(url, [], { ...options, limits: { maxAddresses: 2 } })).rejects.toMatchObject(refused);
  expect(server.connections()).toBe(0);
});

test('a refused connection may be tried again', async () => {
  const port = await closedPort();
  const refused = { code: 'DOWNLOAD_FAILED', recoverable: true, message: 'The source refused the connection.' };
  await expect(open(`http://127.0.0.1:${port}/`, [], { allow: new Set([`127.0.0.1:${port}`]) })).rejects.toMatchObject(
    refused,
  );
});

test('a connection that ends up at another address than the checked one is not used', async () => {
  // The kernel takes 0.0.0.0 for loopback: the only way to stray that a test can arrange.
  const server = await audio();
  const { url, ...options } = named(server, ['0.0.0.0']);
  await expect(open(url, [], options)).rejects.toMatchObject({ code: 'INVALID_URL' });
});

test('a literal that is not allowed by its own port is refused although its neighbour is', async () => {
  const [open1, closed1] = [await audio(), await audio()];
  await expect(open(closed1.origin, [open1])).rejects.toMatchObject({ code: 'INVALID_URL' });
  await expect(open(`http://localhost:${open1.port}/`, [open1])).rejects.toMatchObject({ code: 'INVALID_URL' });
  expect(open1.connections() + closed1.connections()).toBe(0);
});

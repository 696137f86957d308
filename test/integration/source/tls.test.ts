import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SourceOptions } from '../../../lib/source/source.ts';
import { drain, open, publicText } from './open.ts';
import {
  type Certificate,
  expectNothingLeftOpen,
  type LocalServer,
  selfSigned,
  serveHttp,
  serveHttps,
  serveRaw,
} from './servers.ts';

expectNothingLeftOpen();

const trustedBefore = getCACertificates('default');
let trusted: Certificate;
let unknown: Certificate;

beforeAll(() => {
  trusted = selfSigned('DNS:media.example,IP:127.0.0.1');
  unknown = selfSigned('DNS:media.example,IP:127.0.0.1');
  setDefaultCACertificates([...trustedBefore, trusted.cert]);
});

afterAll(() => setDefaultCACertificates(trustedBefore));

const audio = (certificate: Certificate): Promise<LocalServer> =>
  serveHttps(certificate, (request, response) => response.end(request.headers.host));

const under = (name: string, { port }: LocalServer): Partial<SourceOptions> => ({
  allow: new Set([`${name}:${port}`]),
  resolve: async () => [{ address: '127.0.0.1' }],
});

test("a certificate has to be the name's, not the pinned address's", async () => {
  const server = await audio(trusted);
  const source = await open(`https://media.example:${server.port}/`, [], under('media.example', server));
  expect((await drain(source)).bytes.toString()).toBe(`media.example:${server.port}`);
  const other = open(`https://other.example:${server.port}/`, [], under('other.example', server));
  await expect(other).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', recoverable: false });
});

test('a trailing dot is no part of the name that the certificate is for', async () => {
  const server = await audio(trusted);
  const source = await open(`https://media.example.:${server.port}/`, [], under('media.example.', server));
  expect((await drain(source)).error).toBeUndefined();
});

test('a literal address is compared with the addresses of the certificate', async () => {
  const server = await audio(trusted);
  expect((await drain(await open(server.origin, [server]))).error).toBeUndefined();
});

test('a certificate that nobody vouches for is final, whatever the environment would tolerate', async () => {
  const server = await audio(unknown);
  const failure = { code: 'DOWNLOAD_FAILED', status: 502, recoverable: false };
  await expect(open(server.origin, [server])).rejects.toMatchObject(failure);
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  try {
    const refusal = await open(`${server.origin}/?token=s3cret`, [server]).catch((error: unknown) => error);
    expect(refusal).toMatchObject(failure);
    expect(publicText(refusal)).not.toContain('s3cret');
  } finally {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  }
});

test('a server without TLS is final, one that resets the handshake is not', async () => {
  const plain = await serveHttp((_request, response) => response.end());
  const https = (server: LocalServer): string => server.origin.replace('http:', 'https:');
  await expect(open(https(plain), [plain])).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', recoverable: false });
  const reset = await serveRaw((socket) => socket.resetAndDestroy());
  await expect(open(https(reset), [reset])).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', recoverable: true });
});

test("a redirect from https to http is followed without the caller's headers", async () => {
  let sent: unknown;
  const plain = await serveHttp((request, response) => {
    sent = request.headers.authorization;
    response.end('audio');
  });
  const secure = await serveHttps(trusted, (_request, response) =>
    response.writeHead(302, { Location: plain.origin }).end(),
  );
  const source = await open(secure.origin, [secure, plain], { headers: { Authorization: 'Bearer s3cret' } });
  expect((await drain(source)).bytes.toString()).toBe('audio');
  expect(sent).toBeUndefined();
});

test('a body that is cut within TLS is no clean end', async () => {
  const server = await serveHttps(trusted, (request, response) => {
    response.writeHead(200, { 'Content-Length': 10 });
    response.write('abc', () => setTimeout(() => request.socket.destroy(), 20));
  });
  expect((await drain(await open(server.origin, [server]))).error).toMatchObject({
    code: 'DOWNLOAD_FAILED',
    recoverable: true,
  });
});

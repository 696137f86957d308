import type { IncomingHttpHeaders } from 'node:http';
import { expect, test } from 'vitest';
import type { Resolver } from '../../../lib/source/guard/resolve.ts';
import { drain, open, publicText } from './open.ts';
import { expectNothingLeftOpen, type LocalServer, serveHttp } from './servers.ts';

expectNothingLeftOpen();

const redirecting = (location: string, status = 302): Promise<LocalServer> =>
  serveHttp((_request, response) => response.writeHead(status, { Location: location }).end('moved'));

const serving = (text: string): Promise<LocalServer> => serveHttp((_request, response) => response.end(text));

test.each([301, 302, 303, 307, 308])('a %i is followed to another origin', async (status) => {
  const end = await serving('audio');
  const start = await redirecting(`${end.origin}/b?c=d`, status);
  const source = await open(start.origin, [start, end]);
  expect(source.url.href).toBe(`${end.origin}/b?c=d`);
  expect((await drain(source)).bytes.toString()).toBe('audio');
});

test('a relative Location, and one in raw UTF-8, are read against the URL that sent it', async () => {
  const asked: string[] = [];
  const server = await serveHttp((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/a/b') response.writeHead(302, { Location: '../c' }).end();
    else if (request.url === '/c')
      response.writeHead(302, { Location: Buffer.from('/müsic').toString('latin1') }).end();
    else response.end('audio');
  });
  await drain(await open(`${server.origin}/a/b`, [server]));
  expect(asked).toEqual(['/a/b', '/c', '/m%C3%BCsic']);
});

test('five redirects are followed and a sixth is not', async () => {
  const server = await serveHttp((request, response) => {
    const left = Number(request.url?.slice(1));
    if (left === 0) response.end('audio');
    else response.writeHead(302, { Location: `/${left - 1}` }).end();
  });
  expect((await drain(await open(`${server.origin}/5`, [server]))).bytes.toString()).toBe('audio');
  const failure = { code: 'DOWNLOAD_FAILED', recoverable: false, details: { upstream_status: 302 } };
  await expect(open(`${server.origin}/6`, [server])).rejects.toMatchObject(failure);
});

test('a loop is given up', async () => {
  const server = await serveHttp((_request, response) => response.writeHead(302, { Location: '/' }).end());
  await expect(open(server.origin, [server])).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', recoverable: false });
  expect(server.connections()).toBe(6);
});

test('a redirect to nowhere is a failure', async () => {
  const server = await serveHttp((_request, response) => response.writeHead(302).end());
  await expect(open(server.origin, [server])).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', recoverable: false });
});

test.each([300, 304, 305])('a %i is no redirect, whatever its Location', async (status) => {
  const start = await redirecting('/elsewhere', status);
  const failure = { code: 'DOWNLOAD_FAILED', recoverable: false, details: { upstream_status: status } };
  await expect(open(start.origin, [start])).rejects.toMatchObject(failure);
});

test('every hop is checked: a loopback port that is not allowed sees no connection', async () => {
  const secret = await serving('secret');
  const middle = await redirecting(`${secret.origin}/?key=s3cret`);
  const start = await redirecting(middle.origin);
  const refusal = await open(start.origin, [start, middle]).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'INVALID_URL', status: 400, recoverable: false });
  expect(publicText(refusal)).toContain('The URL that the source redirects to');
  expect(publicText(refusal)).not.toMatch(/s3cret|127\.0\.0\.1/);
  expect(secret.connections()).toBe(0);
});

test.each([
  'http://169.254.169.254/latest/meta-data/',
  'http://[fd00:ec2::254]/latest/meta-data/',
  'http://2852039166/',
  'http://0xa9.0xfe.0xa9.0xfe/',
  'http://[::ffff:169.254.169.254]/',
  'http://localhost/',
  'file:///etc/passwd',
  'http://user:pass@example.com/',
  'http://1.1.1.1:22/',
  'gopher://127.0.0.1:6379/_INFO',
  '//127.0.0.1/',
])('a redirect to %s is refused', async (location) => {
  const start = await redirecting(location);
  await expect(open(start.origin, [start])).rejects.toMatchObject({ code: 'INVALID_URL', recoverable: false });
});

test('each hop asks the resolver once, and a name that turns private at the second hop is refused there', async () => {
  const secret = await serving('secret');
  const start = await redirecting(`http://rebound.example:${secret.port}/`);
  const asked: string[] = [];
  const resolve: Resolver = async (hostname) => {
    asked.push(hostname);
    return [{ address: '127.0.0.1' }];
  };
  const allow = new Set([`first.example:${start.port}`]);
  const refusal = open(`http://first.example:${start.port}/`, [], { allow, resolve });
  await expect(refusal).rejects.toMatchObject({ code: 'INVALID_URL' });
  expect(asked).toEqual(['first.example', 'rebound.example']);
  expect(secret.connections()).toBe(0);
});

test("the caller's headers stay at the first origin, and do not come back with a redirect back", async () => {
  const seen: Array<readonly [server: string, IncomingHttpHeaders]> = [];
  const other = await serveHttp((request, response) => {
    seen.push(['other', request.headers]);
    response.writeHead(302, { Location: `${first.origin}/end` }).end();
  });
  const first: LocalServer = await serveHttp((request, response) => {
    seen.push(['first', request.headers]);
    if (request.url === '/start') response.writeHead(302, { Location: '/same' }).end();
    else if (request.url === '/same') response.writeHead(302, { Location: other.origin }).end();
    else response.end('audio');
  });
  const headers = { Authorization: 'Bearer s3cret', Cookie: 'a=b', 'User-Agent': 'mine' };
  await drain(await open(`${first.origin}/start`, [first, other], { headers }));
  expect(seen.map(([server, sent]) => [server, sent.authorization, sent.cookie, sent['user-agent']])).toEqual([
    ['first', 'Bearer s3cret', 'a=b', 'mine'],
    ['first', 'Bearer s3cret', 'a=b', 'mine'],
    ['other', undefined, undefined, 'Sluice/0.0.0-test'],
    ['first', undefined, undefined, 'Sluice/0.0.0-test'],
  ]);
});

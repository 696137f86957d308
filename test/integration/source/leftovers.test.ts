import { execFile } from 'node:child_process';
import type { Socket } from 'node:net';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { closedPort, expectNothingLeftOpen, serveHttp, serveRaw } from './servers.ts';

expectNothingLeftOpen();

const SOURCE = new URL('../../../lib/source/source.ts', import.meta.url).href;

/** A process that does one thing with a source and then says which timers and sockets still keep it alive. */
const CHILD = `
const [what, url, pair] = process.argv.slice(1);
const { openSource } = await import(${JSON.stringify(SOURCE)});
const abort = new AbortController();
const options = { userAgent: 'Sluice/0.0.0-test', allow: new Set([pair]), signal: abort.signal, limits: { headersMs: 300, idleMs: 300 } };
if (what === 'abort') setTimeout(() => abort.abort(), 50);
try {
  const source = await openSource(url, options);
  if (what === 'close') source.close();
  else for await (const chunk of source.body) if (what === 'break') break;
} catch {}
await new Promise((resolve) => setImmediate(resolve));
await new Promise((resolve) => setTimeout(resolve, 20));
process.stdout.write(JSON.stringify(process.getActiveResourcesInfo().filter((name) => /TCP|TLS|Timeout/.test(name))));
process.exit();
`;

const leftBy = async (what: string, origin: string, pair: string): Promise<unknown> => {
  const args = ['--input-type=module', '-e', CHILD, what, `${origin}/`, pair];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
};

test.each(['read', 'break', 'close'])('after %s neither a socket nor a timer is left', async (what) => {
  const server = await serveHttp((_request, response) => response.end(Buffer.alloc(1_000_000)));
  expect(await leftBy(what, server.origin, server.pair)).toEqual([]);
});

const HANGING: ReadonlyArray<readonly [name: string, what: string, answer: (socket: Socket) => void]> = [
  ['an abort before the answer', 'abort', () => {}],
  ['an abort within the body', 'abort', (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\nabc')],
  ['headers that do not come', 'read', () => {}],
  ['a body that stops', 'read', (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\nabc')],
  ['a body that is cut', 'read', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc')],
  ['an error status', 'read', (socket) => socket.write('HTTP/1.1 404 Not Found\r\n\r\n')],
];

test.each(HANGING)('after %s neither a socket nor a timer is left', async (_name, what, answer) => {
  const server = await serveRaw(answer);
  expect(await leftBy(what, server.origin, server.pair)).toEqual([]);
});

test('after a refused connection neither a socket nor a timer is left', async () => {
  const pair = `127.0.0.1:${await closedPort()}`;
  expect(await leftBy('read', `http://${pair}`, pair)).toEqual([]);
});

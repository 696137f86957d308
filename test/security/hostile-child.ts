/**
 * Run by source-guard.test.ts in a process of its own, once under strace and once inside a network namespace: tries every
 * hostile URL directly and behind a redirect, and prints what became of them as one line of JSON.
 */
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { openSource } from '../../lib/source/source.ts';
import { HOSTILE_NAMES, HOSTILE_URLS, PRIVATE_V4, PRIVATE_V6, PUBLIC_V4 } from './hostile-urls.ts';

const listen = async (server: Server, port: number, host: string): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return (server.address() as AddressInfo).port;
};

const reach = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(80, address);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

const redirector = createServer((request, response) => {
  const to = new URL(request.url ?? '', 'http://redirector').searchParams.get('to') ?? '';
  response.writeHead(302, { Location: Buffer.from(to).toString('latin1') }).end();
});
const port = await listen(redirector, 0, '127.0.0.1');
const allow = new Set([`127.0.0.1:${port}`]);

let forbidden = 0;
const attempt = async (url: string): Promise<string> => {
  try {
    const source = await openSource(url, {
      userAgent: 'Sluice/0.0.0-test',
      allow,
      resolve: async (name) => (HOSTILE_NAMES[name] ?? []).map((address) => ({ address })),
      limits: { connectMs: 1_000, headersMs: 1_000 },
    });
    source.close();
    return 'opened';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
};

const inNamespace = process.argv.includes('--in-namespace');
const target = createServer((_request, response) => response.end('secret'));
target.on('connection', () => {
  forbidden += 1;
});
if (inNamespace) await listen(target, 80, '::');

const outcomes: Record<string, string> = {};
for (const url of HOSTILE_URLS) {
  outcomes[url] = await attempt(url);
  outcomes[`redirect to ${url}`] = await attempt(`http://127.0.0.1:${port}/?to=${encodeURIComponent(url)}`);
}
// The proof that the listener would have noticed comes last, so that it cannot hide a connection among its own.
const leaked = forbidden;
const reachable: Record<string, boolean> = {};
let publicOutcome = '';
if (inNamespace) {
  for (const address of [...PRIVATE_V4, ...PRIVATE_V6, PUBLIC_V4]) reachable[address] = await reach(address);
  publicOutcome = await attempt(`http://${PUBLIC_V4}/`);
}
process.stdout.write(`${JSON.stringify({ port, outcomes, leaked, seen: forbidden, reachable, publicOutcome })}\n`);
target.close();
redirector.close();
redirector.closeAllConnections();

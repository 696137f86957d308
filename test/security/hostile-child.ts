/**
 * Run by source-guard.test.ts in a process of its own, once under strace and once inside a network namespace: tries every
 * hostile URL directly and behind a redirect, and prints what became of them as one line of JSON.
 */
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Resolver } from '../../lib/source/guard/resolve.ts';
import { type OpenedSource, openSource } from '../../lib/source/source.ts';
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

/** Looked up for the first time it is public; from then on it is what an attacker wants to reach. */
const REBINDING: readonly string[] = [PUBLIC_V4, '169.254.169.254', '127.0.0.1', 'fd00:ec2::254'];
const SOURCE = Buffer.alloc(400_000, 'audio');

const inNamespace = process.argv.includes('--in-namespace');
const target = createServer((request, response) => {
  if (request.headers.host !== 'rebinding.example') return void response.end('secret');
  const [, first = '0', last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const body = SOURCE.subarray(Number(first), last ? Number(last) + 1 : undefined);
  const range = `bytes ${first}-${Number(first) + body.length - 1}/${SOURCE.length}`;
  response.writeHead(206, { ETag: '"1"', 'Content-Range': range, 'Content-Length': body.length });
  // Cut in its middle, so that it has to be connected to once more.
  response.write(body.subarray(0, 1_000), () => setTimeout(() => response.socket?.resetAndDestroy(), 20));
});
target.on('connection', ({ localAddress }) => {
  if (localAddress !== `::ffff:${PUBLIC_V4}`) forbidden += 1;
});

/** Opens the source while its name is public, and does something that needs a second connection. */
const rebound = async (use: (source: OpenedSource) => Promise<unknown>): Promise<string> => {
  let lookups = 0;
  const resolve: Resolver = async () => {
    const address = REBINDING[Math.min(lookups, REBINDING.length - 1)] ?? '';
    lookups += 1;
    return [{ address }];
  };
  const options = { userAgent: 'Sluice/0.0.0-test', allow: new Set<string>(), resolve };
  const source = await openSource('http://rebinding.example/', options);
  try {
    await use(source);
    return 'read';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  } finally {
    source.close();
  }
};

/** Every way in which a source is connected to again: where it broke, for a part, and through the relay. */
const rebinding = async (): Promise<Record<string, string>> => {
  const relayed = async (source: OpenedSource): Promise<void> => {
    const failure = Promise.withResolvers<void>();
    const relay = await source.relay({
      base: 0,
      indexEnd: 0,
      end: undefined,
      head: Buffer.alloc(0),
      onFailure: failure.reject,
    });
    try {
      await Promise.race([failure.promise, fetch(relay.url).then((answer) => answer.arrayBuffer())]);
      await failure.promise;
    } finally {
      relay.close();
    }
  };
  return {
    'continued after a break': await rebound(async ({ body }) => {
      for await (const chunk of body) if (chunk.length === 0) return;
    }),
    'asked for a part': await rebound((source) => source.part(100_000, 200_000)),
    'read from a byte on': await rebound(async (source) => {
      for await (const chunk of source.from(100_000)) if (chunk.length === 0) return;
    }),
    'read through the relay': await rebound(relayed),
  };
};

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
let reboundOutcomes: Record<string, string> = {};
if (inNamespace) {
  reboundOutcomes = await rebinding();
  reboundOutcomes.connections = String(forbidden - leaked);
  for (const address of [...PRIVATE_V4, ...PRIVATE_V6, PUBLIC_V4]) reachable[address] = await reach(address);
  publicOutcome = await attempt(`http://${PUBLIC_V4}/`);
}
process.stdout.write(
  `${JSON.stringify({ port, outcomes, leaked, seen: forbidden, reachable, publicOutcome, reboundOutcomes })}\n`,
);
target.close();
redirector.close();
redirector.closeAllConnections();

import { execFileSync } from 'node:child_process';
import { channel } from 'node:diagnostics_channel';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createRawServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect } from 'vitest';

/** A server of this test on 127.0.0.1; it is closed when the test is over. */
export interface LocalServer {
  readonly port: number;
  /** `127.0.0.1:<port>`, as SOURCE_ALLOW has it. */
  readonly pair: string;
  readonly origin: string;
  /** Connections that arrived so far. */
  readonly connections: () => number;
}

const servers = new Set<{ readonly server: Server; readonly sockets: Set<Socket> }>();

const listen = async (server: Server, scheme: string, host = '127.0.0.1'): Promise<LocalServer> => {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  servers.add({ server, sockets });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  const pair = `${host}:${address.port}`;
  return { port: address.port, pair, origin: `${scheme}://${pair}`, connections: () => connections };
};

export const serveHttp = (listener: RequestListener, host?: string): Promise<LocalServer> =>
  listen(createHttpServer(listener), 'http', host);

/** A server that says exactly what it is told to, whether that is HTTP or not, once somebody has sent something. */
export const serveRaw = (answer: (socket: Socket) => void): Promise<LocalServer> =>
  listen(
    createRawServer((socket) => {
      socket.once('data', () => answer(socket));
    }),
    'http',
  );

/** The machine's own: a certificate made on the spot cannot expire in the repository. */
const OPENSSL = 'openssl';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A certificate that nobody has signed but itself, for the names given as openssl's `subjectAltName`. */
export const selfSigned = (names: string): Certificate => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const what = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const whom = ['-subj', '/CN=sluice test', '-addext', `subjectAltName=${names}`, '-keyout', key, '-out', cert];
  execFileSync(OPENSSL, [...what, ...whom], { stdio: 'ignore' });
  const certificate = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  rmSync(folder, { recursive: true });
  return certificate;
};

export const serveHttps = (certificate: Certificate, listener: RequestListener): Promise<LocalServer> =>
  listen(createHttpsServer({ ...certificate }, listener), 'https');

/** A port on which nothing listens; it was free a moment ago. */
export const closedPort = async (): Promise<number> => {
  const server = createRawServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  return address.port;
};

/**
 * To be called once in a test file: after every test each socket that was opened by the test's own side must have been
 * destroyed, before the servers are closed and could have done it.
 */
export const expectNothingLeftOpen = (): void => {
  const opened = new Set<Socket>();
  channel('net.client.socket').subscribe((message) => {
    if (message !== null && typeof message === 'object' && 'socket' in message) opened.add(message.socket as Socket);
  });
  afterEach(async () => {
    const left = (): Socket[] => [...opened].filter((socket) => !socket.destroyed);
    await expect.poll(() => left().length, { message: 'sockets left open', timeout: 2_000 }).toBe(0);
    opened.clear();
    for (const { server, sockets } of servers) {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
    servers.clear();
  });
};

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OfflineError } from '../errors.ts';

/** Longer than what clients and proxies keep idle connections for, so that it is they who close. */
const KEEP_ALIVE_MILLISECONDS = 65_000;

/** A listening server and its address. */
export interface Listener {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Listens on a port.
 * @param option What the port is called in serverless.yml, for the message.
 * @throws OfflineError when the port is taken or may not be used.
 */
export async function listen(
  host: string,
  port: number,
  option: string,
  onRequest: RequestListener,
): Promise<Listener> {
  const server = createServer(onRequest);
  server.keepAliveTimeout = KEEP_ALIVE_MILLISECONDS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port, option)));
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  const shown = host.includes(':') ? `[${host}]` : host;
  return { url: `http://${shown}:${bound}`, port: bound, close: () => close(server) };
}

function explain(error: NodeJS.ErrnoException, host: string, port: number, option: string): OfflineError {
  const what =
    error.code === 'EADDRINUSE'
      ? `Port ${port} on ${host} is in use by another process. Stop that one`
      : `Cannot listen on ${host}, port ${port} (${error.code ?? error.message})`;
  return new OfflineError(
    `${what}, or set ${option}, or the variable that it is read from, to another port (0 takes any free one).`,
    { cause: error },
  );
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

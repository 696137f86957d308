import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** A file that is served on this machine. */
export interface FileServer {
  readonly url: string;
  /** For SOURCE_ALLOW: an address of this machine is none that the guard would let through. */
  readonly hostPort: string;
  close(): void;
}

/** The one range of a request, as `createReadStream` takes it; `undefined`: all of it. */
function rangeOf({ headers }: IncomingMessage, size: number): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
  const start = Number(first);
  // One that ends before it begins is none (RFC 9110, 14.1.1).
  if (first === '' || start >= size || (last !== '' && Number(last) < start)) return undefined;
  return { start, end: Math.min(size - 1, last === '' ? size - 1 : Number(last)) };
}

/**
 * Serves one file, with ranges, and nothing else.
 *
 * @param host - 127.0.0.1, unless a service elsewhere is to fetch it
 * @param port - any free one, unless told
 */
export async function serveFile(file: string, host = '127.0.0.1', port = 0): Promise<FileServer> {
  const name = `/${encodeURIComponent(basename(file))}`;
  const server = createServer((request, response) => {
    if (request.url !== name) {
      response.writeHead(404).end();
      return;
    }
    void stat(file)
      .then(({ size, mtimeMs }) => {
        const range = rangeOf(request, size);
        const { start, end } = range ?? { start: 0, end: size - 1 };
        response.writeHead(range ? 206 : 200, {
          'Content-Length': end - start + 1,
          'Accept-Ranges': 'bytes',
          ETag: `"${size}-${mtimeMs}"`,
          ...(range ? { 'Content-Range': `bytes ${start}-${end}/${size}` } : {}),
        });
        if (size === 0) return void response.end();
        return pipeline(createReadStream(file, { start, end }), response);
      })
      // A listener that leaves early is none of our business, and a file that is gone ends the answer short of its length.
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const hostPort = `${address.family === 'IPv6' ? `[${host}]` : host}:${address.port}`;
  return {
    url: `http://${hostPort}${name}`,
    hostPort,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

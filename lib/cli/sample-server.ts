import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** A file that is served on this machine, so that there is a source to try. */
export interface SampleServer {
  readonly url: string;
  /** For SOURCE_ALLOW: an address of this machine is none that the guard would let through. */
  readonly hostPort: string;
  close(): void;
}

/** Serves one file, and nothing else, on a free port of 127.0.0.1. */
export async function serveSample(file: string): Promise<SampleServer> {
  const name = `/${basename(file)}`;
  const server = createServer((request, response) => {
    if (request.url !== name) {
      response.writeHead(404).end();
      return;
    }
    void stat(file)
      .then(({ size }) => {
        response.writeHead(200, { 'Content-Type': 'audio/wav', 'Content-Length': size });
        return pipeline(createReadStream(file), response);
      })
      // A listener that leaves early is none of our business, and a file that is gone ends the answer short of its length.
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const hostPort = `127.0.0.1:${port}`;
  return {
    url: `http://${hostPort}${name}`,
    hostPort,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

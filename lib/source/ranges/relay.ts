import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readPart } from './continued.ts';
import type { Resource } from './resource.ts';
import { growingWindows } from './window.ts';

/** A source as an encoder on this machine can seek in it. */
export interface Relay {
  readonly url: string;
  /** Idempotent. */
  readonly close: () => void;
}

export interface RelayOptions {
  /** Bytes in front that are left out: a tag. */
  readonly base: number;
  /** Bytes of the source in all. */
  readonly length: number;
  /** Where the source's index ends, if it has one in front; counted from `base`. */
  readonly indexEnd: number;
  /** Where the source is to end for the reader, if before its end; counted from `base`. */
  readonly end: number | undefined;
  /** What has been read already, from `base` on: it is not fetched again. */
  readonly head: Buffer;
  /** The source has failed. Runs before the encoder could take that for the end; it has to kill it. */
  readonly onFailure: (error: unknown) => void;
}

/** ffmpeg asks for nothing else. */
const firstByte = (range: string | undefined): number => Number(/^bytes=(\d{1,15})-/.exec(range ?? '')?.[1] ?? 0);

/** Resolves when `response` takes more, or never will again. */
const drained = (response: ServerResponse): Promise<unknown> => {
  const over = new AbortController();
  const { signal } = over;
  return Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })])
    .catch(() => {})
    .finally(() => over.abort());
};

/**
 * Serves one source to one encoder: on 127.0.0.1, at a port that the system chooses, on a path that nobody guesses. It
 * forwards nothing of the encoder's but the place where that wants to read, and asks nobody but the source.
 *
 * ffmpeg asks for everything from a byte on. It is answered with a window, since socket buffers alone would swallow
 * megabytes at every jump, and comes back for the next one.
 */
export const startRelay = async (resource: Resource, options: RelayOptions): Promise<Relay> => {
  const { base, head, indexEnd, onFailure } = options;
  const path = `/${randomBytes(24).toString('base64url')}`;
  const total = Math.min(options.end ?? Number.POSITIVE_INFINITY, options.length - base);
  const windowEnd = growingWindows(resource.fetching.limits, indexEnd);
  const { signal } = resource.fetching;
  let current: ServerResponse | undefined;

  async function* bytes(first: number, end: number, left: AbortSignal): AsyncGenerator<Buffer> {
    if (first < head.length) yield head.subarray(first, end);
    const behind = Math.max(first, head.length);
    if (behind < end) yield* readPart(resource, base + behind, base + end, { signal: left });
  }
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'GET' || request.url !== path) return void response.writeHead(404).end();
    // One reader, one place: who asks anew has jumped.
    current?.destroy();
    current = response;
    const first = firstByte(request.headers.range);
    if (first >= total) return void response.writeHead(416, { 'Content-Range': `bytes */${total}` }).end();
    const end = windowEnd(first, total);
    response.writeHead(206, {
      'Accept-Ranges': 'bytes',
      'Content-Range': `bytes ${first}-${end - 1}/${total}`,
      'Content-Length': end - first,
    });
    const left = new AbortController();
    response.once('close', () => left.abort(new Error('its reader has jumped')));
    const either = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
    for await (const chunk of bytes(first, end, either)) {
      if (response.destroyed) return;
      if (!response.write(chunk)) await drained(response);
    }
    response.end();
  };
  const server = createServer((request, response) => {
    // A reader that leaves while it is written to is no event of ours.
    response.on('error', () => {});
    serve(request, response).catch((error: unknown) => {
      // Nobody reads there any more, so nobody can take that for the end.
      if (!response.destroyed) onFailure(error);
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${path}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

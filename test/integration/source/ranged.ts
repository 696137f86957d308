import type { IncomingMessage, ServerResponse } from 'node:http';
import { randomFrom } from '../../unit/source/streams.ts';
import { type LocalServer, serveHttp } from './servers.ts';

/** A source of bytes that nobody could make up. */
export const noise = (bytes: number): Buffer => {
  const random = randomFrom(bytes);
  return Buffer.from(Array.from({ length: bytes }, () => random(256)));
};

export interface Asked {
  readonly url: string;
  /** First and last byte, as asked for. */
  readonly first: number;
  readonly last: number | undefined;
  readonly headers: IncomingMessage['headers'];
}

export interface RangedServer extends LocalServer {
  readonly asked: readonly Asked[];
  /** Connections that are there now. */
  readonly open: () => number;
}

/** What one request is answered with, when it is not simply what it asked for. */
export interface Odd {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The connection is reset behind so many bytes of the body. */
  readonly cutAfter?: number;
  readonly body?: Buffer;
  /** Half of the body comes, and then nothing. */
  readonly stall?: boolean;
}

/**
 * Serves bytes with ranges and an ETag, as a decent server does.
 *
 * @param odd is asked for each request, by its number; `undefined`: nothing is odd
 */
export const serveRanges = async (
  source: Buffer,
  odd: (index: number, asked: Asked) => Odd | undefined = () => undefined,
): Promise<RangedServer> => {
  const asked: Asked[] = [];
  const sockets = new Set<unknown>();
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const [, from = '0', to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    const first = Number(from);
    const one = { url: request.url ?? '', first, last: to ? Number(to) : undefined, headers: request.headers };
    asked.push(one);
    sockets.add(request.socket.once('close', () => sockets.delete(request.socket)));
    const { status = 206, headers = {}, cutAfter, stall, ...more } = odd(asked.length - 1, one) ?? {};
    const last = Math.min(one.last ?? source.length - 1, source.length - 1);
    const body = more.body ?? source.subarray(first, last + 1);
    response.writeHead(status, {
      ETag: '"v1"',
      'Content-Length': body.length,
      'Content-Range': `bytes ${first}-${last}/${source.length}`,
      ...headers,
    });
    if (stall) return void response.write(body.subarray(0, body.length >> 1));
    if (cutAfter === undefined) return void response.end(body);
    response.write(body.subarray(0, cutAfter), () => setTimeout(() => response.socket?.resetAndDestroy(), 20));
  };
  return { ...(await serveHttp(answer)), asked, open: () => sockets.size };
};

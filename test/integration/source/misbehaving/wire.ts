import type { Socket } from 'node:net';
import type { Row, Scene } from './row.ts';

/** A request as it stood on the wire. */
export interface Asked {
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The first and the last byte of its `Range`; 0 and `undefined` without one. */
  readonly from: number;
  readonly to: number | undefined;
  /** How many requests this server has had before. */
  readonly before: number;
}

export type Answer = (socket: Socket, asked: Asked, scene: Scene) => unknown;

function parse(head: string, before: number): Asked {
  const [start = '', ...lines] = head.split('\r\n');
  const headers = new Map(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(headers.get('range') ?? '') ?? [];
  return {
    path: start.split(' ')[1] ?? '',
    headers,
    from: Number(from),
    to: to === '' ? undefined : Number(to),
    before,
  };
}

/** A server that waits for each request's head, as all of them do, and then answers as it likes. */
export const onRequest =
  (answer: Answer): Row['server'] =>
  (scene, requests) =>
  (socket) => {
    let received = '';
    socket.on('data', (bytes: Buffer) => {
      received += bytes.toString('latin1');
      for (let end = received.indexOf('\r\n\r\n'); end >= 0; end = received.indexOf('\r\n\r\n')) {
        const asked = parse(received.slice(0, end), requests.length);
        received = received.slice(end + 4);
        requests.push(asked);
        // A server whose client has left finds that out by itself.
        void Promise.resolve(answer(socket, asked, scene)).catch(() => socket.destroy());
      }
    });
  };

/** The same bytes for everybody, and the end of the connection. */
export const says = (...pieces: readonly (string | Buffer)[]): Row['server'] =>
  onRequest((socket) => socket.end(bytes(pieces)));

/** The same bytes for everybody, and then nothing more. */
export const saysAndWaits = (...pieces: readonly (string | Buffer)[]): Row['server'] =>
  onRequest((socket) => socket.write(bytes(pieces)));

const bytes = (pieces: readonly (string | Buffer)[]): Buffer =>
  Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)));

/** Status line and headers: `head('200 OK', 'Content-Length: 3')`. */
export const head = (status: string, ...headers: readonly string[]): string =>
  `${[`HTTP/1.1 ${status}`, ...headers].join('\r\n')}\r\n\r\n`;

export const ETAG = 'ETag: "one"';
const PLAIN = ['Content-Type: application/octet-stream', 'Connection: close'];

/** The head of a 200 with the file's length, which no byte has to keep to. */
export const whole = (file: Buffer, ...headers: readonly string[]): string =>
  head('200 OK', ...PLAIN, `Content-Length: ${file.length}`, ...headers);

export const range = (from: number, to: number, total: number | string): string =>
  `Content-Range: bytes ${from}-${to}/${total}`;

/** A proper 206 of `[from, to]`, head and body. */
export function part(file: Buffer, from: number, to: number | undefined, ...headers: readonly string[]): Buffer {
  const last = Math.min(to ?? file.length - 1, file.length - 1);
  const body = file.subarray(from, last + 1);
  return bytes([
    head('206 Partial Content', ...PLAIN, `Content-Length: ${body.length}`, range(from, last, file.length), ...headers),
    body,
  ]);
}

/** What a decent server answers, whole or in part; `headers` are its validators. */
export const decent =
  (...headers: readonly string[]): Answer =>
  (socket, { headers: asked, from, to }, { file }) => {
    if (!asked.has('range')) return socket.end(bytes([whole(file, ...headers), file]));
    if (from >= file.length) return socket.end(head('416 No', `Content-Range: bytes */${file.length}`));
    return socket.end(part(file, from, to, ...headers));
  };

/** One chunk of a chunked body. */
export const chunk = (body: Buffer): Buffer => bytes([`${body.length.toString(16)}\r\n`, body, '\r\n']);

export const CHUNKED = 'Transfer-Encoding: chunked';

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Writes until the client has gone. */
export function drip(socket: Socket, everyMs: number, next: () => string | Buffer): void {
  const timer = setInterval(() => socket.write(next()), everyMs);
  socket.on('close', () => clearInterval(timer));
}

export const OK = 'HTTP/1.1 200 OK\r\n';

/** A body follows, so that a head which is let through would show. */
export const withHead = (text: string): Row['server'] =>
  onRequest((socket, _asked, { file }) => {
    socket.write(Buffer.from(text, 'latin1'));
    socket.end(file);
  });

import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SourceLimits } from '../../settings/source-limits.ts';
import type { Target } from '../guard/target.ts';
import { downloadFailure, late, refusedAnswer } from './failures.ts';
import { waitFor } from './wait.ts';

/** An answer whose body nobody has read yet. */
export interface Answer {
  readonly response: IncomingMessage;
  /** It began with `ICY`, as only a station's does. */
  readonly shoutcast: boolean;
  /**
   * The connection's own error, if it had one. Node ends a body without a length *cleanly* when its connection is reset,
   * because its parser cannot tell that from the end; this can.
   */
  readonly broken: () => unknown;
  /** Idempotent. */
  readonly destroy: (reason?: Error) => void;
  /** In place of `destroy`, behind a body that was read to its end: the connection may be used again. */
  readonly release: () => void;
}

const ignore = (): void => {};

/**
 * Of a connection that is reset while its reader rests, node throws away what it had read ahead; behind a whole body
 * that is the body's end. Here the error waits until that has been heard.
 */
function hearTheRest(asked: ClientRequest, socket: Duplex): void {
  const hear = (): void => {
    const ahead = socket.read();
    if (ahead !== null) socket.emit('data', ahead);
  };
  socket.prependListener('error', hear);
  asked.once('close', () => socket.off('error', hear));
}

/**
 * One GET over a connection that is already there: no agent and therefore no pool, no proxy and no lookup; no redirects
 * and no decompression, because node:http does neither. A failure destroys the connection.
 *
 * @param stream what to speak over: the socket, or something around it
 * @param keep is given the socket when the answer was read to its end and both sides keep the connection
 * @throws TranscodeError `TIMEOUT` without complete headers in time, `DOWNLOAD_FAILED`; or `signal.reason`
 */
export const request = (
  socket: Socket,
  stream: Duplex,
  target: Target,
  headers: Record<string, string>,
  limits: SourceLimits,
  signal: AbortSignal | undefined,
  keep: (socket: Socket) => void,
): Promise<Answer> => {
  const terms = { ms: limits.headersMs, late: () => late('did not answer', limits.headersMs), signal };
  let broken: unknown;
  return waitFor<Answer>(terms, (resolve, reject) => {
    const asked = httpRequest({
      createConnection: () => stream,
      path: `${target.url.pathname}${target.url.search}`,
      headers,
      setHost: false,
      maxHeaderSize: limits.maxHeaderBytes,
      insecureHTTPParser: false,
    });
    asked.once('socket', (connection) => hearTheRest(asked, connection));
    asked.on('error', (error) => {
      broken ??= error;
      reject(downloadFailure(error));
    });
    // Nobody asked for another protocol; node hands the bare connection over and waits no longer.
    asked.once('upgrade', () => reject(refusedAnswer('The source answered 101.', 101)));
    // A connection that ends in silence may leave no error behind.
    asked.once('close', () => reject(downloadFailure(Object.assign(new Error('no answer'), { code: 'ECONNRESET' }))));
    asked.once('response', (response) => {
      // Somebody who reads gets the error from the iterator; to nobody else may it be an uncaught exception.
      response.on('error', ignore);
      let released = false;
      const destroy = (reason?: Error): void => {
        response.destroy(reason);
        if (!released) stream.destroy();
      };
      const release = (): void => {
        if (released) return;
        released = true;
        const over = (): void => {
          if (asked.shouldKeepAlive && response.complete && stream === socket) keep(socket);
          else stream.destroy();
        };
        if (asked.closed) over();
        else asked.once('close', over);
      };
      resolve({ response, shoutcast: stream !== socket, broken: () => broken, destroy, release });
    });
    asked.end();
    return ignore;
  }).catch((error: unknown) => {
    stream.destroy();
    throw error;
  });
};

import { type ClientRequest, request as http, type IncomingMessage } from 'node:http';
import { request as https } from 'node:https';
import { ClientError, unreachable } from '../errors.ts';
import type { Exchange } from '../transport/exchange.ts';

const headersOf = ({ headersDistinct }: IncomingMessage): Headers => {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  return headers;
};

/** Destroys a request whose connection does not stand in time; one that is used again stands already. */
function limitConnecting(asked: ClientRequest, url: URL, connectMs: number): void {
  asked.once('socket', (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(() => {
      asked.destroy(unreachable(new Error(`no connection to ${url.host} within ${connectMs} ms`)));
    }, connectMs);
    const stop = (): void => clearTimeout(timer);
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', stop);
    socket.once('close', stop);
    asked.once('close', stop);
  });
}

/** By `node:http` and `node:https`: they tell when a connection stands, and keep it for the next call. */
export const nodeExchange: Exchange = ({ method, url, headers, body, signal, connectMs }) =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const asked = (url.protocol === 'https:' ? https : http)(url, { method, headers: { ...headers, ...length } });
    const leave = (): void => {
      reject(signal.reason);
      asked.destroy();
    };
    signal.addEventListener('abort', leave, { once: true });
    asked.once('close', () => signal.removeEventListener('abort', leave));
    limitConnecting(asked, url, connectMs);
    asked.on('error', (error) => {
      // A connection that stood and broke before an answer may have been idle for too long: another try tells.
      reject(signal.aborted ? signal.reason : error instanceof ClientError ? error : unreachable(error));
    });
    asked.once('response', (response) => {
      // Whoever reads has it from the iterator.
      response.on('error', () => {});
      resolve({
        status: response.statusCode ?? 0,
        headers: headersOf(response),
        body: response,
        cancel: () => void response.destroy(),
      });
    });
    asked.end(body);
  });

import { unreachable } from '../errors.ts';
import type { Answer } from './transport.ts';

/** One HTTP request, ready to be sent. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Milliseconds for name, TCP and TLS. */
  readonly connectMs: number;
}

/** Sends an HTTP request by the means of the place it runs in. It throws `ClientError`s, and `signal.reason`. */
export type Exchange = (request: HttpRequest) => Promise<Answer>;

async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array, void, undefined> {
  // By its reader: not every browser can iterate a stream.
  const reader = body?.getReader();
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) yield read.value;
}

/**
 * By `fetch`, which every runtime has. It does not tell when a connection stands, so that `connectMs` counts for nothing
 * and the time for the first byte covers it.
 */
export const fetchExchange: Exchange = async ({ method, url, headers, body, signal }) => {
  const ours = new AbortController();
  const response = await fetch(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    // A redirect of the service would be somebody else's answer, and the body would be sent to them.
    redirect: 'error',
    signal: AbortSignal.any([signal, ours.signal]),
  }).catch((cause: unknown) => {
    throw signal.aborted ? signal.reason : unreachable(cause);
  });
  return {
    status: response.status,
    headers: response.headers,
    body: chunksOf(response.body),
    cancel: () => ours.abort(),
  };
};

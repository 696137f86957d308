import type { IncomingHttpHeaders } from 'node:http';
import { SOURCE_LIMITS, type SourceLimits } from '../settings/source-limits.ts';
import { redirectOf } from './answer.ts';
import { openBody, type SourceBody } from './body.ts';
import { connectTo } from './connect.ts';
import { refusedAnswer } from './failures.ts';
import { type Answer, request } from './request.ts';
import { requestHeaders } from './request-headers.ts';
import { type Resolver, systemResolver } from './resolve.ts';
import { parseTarget, type Target } from './target.ts';

export interface SourceOptions {
  /** `source_headers`, as the contract has let them through. They go to the origin of the first URL and no further. */
  readonly headers?: Readonly<Record<string, string>>;
  /** `Sluice/<version>`; `headers` may replace it. */
  readonly userAgent: string;
  /** SOURCE_ALLOW: `host:port` pairs, host as in the URL (an IPv6 literal in brackets), let through though not public. */
  readonly allow: ReadonlySet<string>;
  readonly limits?: Partial<SourceLimits>;
  readonly resolve?: Resolver;
  /** Ends every wait and the body; what was waited for throws `signal.reason`. */
  readonly signal?: AbortSignal;
}

/** What identifies this version of the source, if it says so. */
export interface SourceValidator {
  readonly etag?: string;
  readonly lastModified?: string;
}

export interface OpenedSource {
  /** After all redirects; its query may be a secret. */
  readonly url: URL;
  /** As the source claims. */
  readonly contentType: string | undefined;
  /** Bytes; `undefined` where the source does not say. */
  readonly length: number | undefined;
  readonly validator: SourceValidator | undefined;
  readonly acceptsRanges: boolean;
  /** Milliseconds: `dnsMs` and `connectMs` (TCP and TLS) summed over the hops, `firstByteMs` from the call to the last hop's headers. */
  readonly timings: { readonly dnsMs: number; readonly connectMs: number; readonly firstByteMs: number };
  readonly body: SourceBody;
  /** Idempotent; destroys the connection and leaves nothing. Needed unless the body was iterated to its end. */
  readonly close: () => void;
}

const validatorOf = ({ etag, 'last-modified': lastModified }: IncomingHttpHeaders): SourceValidator | undefined =>
  etag === undefined && lastModified === undefined
    ? undefined
    : { ...(etag === undefined ? {} : { etag }), ...(lastModified === undefined ? {} : { lastModified }) };

/** node:http has verified that it is a number; beside a Transfer-Encoding it counts for nothing (RFC 9112, section 6.3). */
const lengthOf = (headers: IncomingHttpHeaders): number | undefined =>
  headers['content-length'] === undefined || headers['transfer-encoding'] !== undefined
    ? undefined
    : Number(headers['content-length']);

/** The target of the next hop, or `undefined` where the answer is the source itself; whatever is not read is destroyed. */
const follow = (answer: Answer, from: Target, allow: ReadonlySet<string>): Target | undefined => {
  let redirected = true;
  try {
    const location = redirectOf(answer.response);
    redirected = location !== undefined;
    return location === undefined ? undefined : parseTarget(location, allow, from.url);
  } finally {
    if (redirected) answer.destroy();
  }
};

/**
 * Opens a source for reading from its start: every hop is parsed, resolved once, checked, pinned and only then asked.
 * A redirect from https to http is followed, since the caller's headers are dropped by then.
 *
 * @param url `source_url`, as it was sent
 * @returns once the headers are there; the body is read on demand, and must be read to its end or closed
 * @throws TranscodeError `INVALID_URL`, `DOWNLOAD_FAILED` (`details.upstream_status` where there was an answer) or
 * `TIMEOUT`; `signal.reason` when aborted
 *
 * @example
 * const source = await openSource('https://example.com/talk.mp3', { userAgent: 'Sluice/1.0.0', allow: new Set() });
 * for await (const chunk of source.body) feed(chunk);
 */
export const openSource = async (url: string, options: SourceOptions): Promise<OpenedSource> => {
  const { allow, signal, userAgent, resolve = systemResolver } = options;
  const limits: SourceLimits = { ...SOURCE_LIMITS, ...options.limits };
  const began = performance.now();
  let target = parseTarget(url, allow);
  let headers = options.headers ?? {};
  let dnsMs = 0;
  let connectMs = 0;
  for (let redirects = 0; ; redirects += 1) {
    const connection = await connectTo(target, resolve, limits, signal);
    dnsMs += connection.dnsMs;
    connectMs += connection.connectMs;
    const asked = requestHeaders(target, userAgent, headers);
    const answer = await request(connection.socket, target, asked, limits, signal);
    const next = follow(answer, target, allow);
    const { headers: told, statusCode = 0 } = answer.response;
    if (!next) {
      return {
        url: target.url,
        contentType: told['content-type'],
        length: lengthOf(told),
        validator: validatorOf(told),
        acceptsRanges: told['accept-ranges']?.toLowerCase().includes('bytes') ?? false,
        timings: { dnsMs, connectMs, firstByteMs: performance.now() - began },
        ...openBody(answer, limits, signal),
      };
    }
    if (redirects === limits.maxRedirects) {
      throw refusedAnswer(`The source redirects more than ${limits.maxRedirects} times.`, statusCode);
    }
    // For good: a foreign origin that redirects back decides on the path, and must not borrow the caller's identity.
    if (next.url.origin !== target.url.origin) headers = {};
    target = next;
  }
};

import type { Socket } from 'node:net';
import { TranscodeError } from '../../contract/errors.ts';
import { connectTo } from '../guard/connect.ts';
import { parseTarget, type Target } from '../guard/target.ts';
import { redirectOf } from './answer.ts';
import { refusedAnswer } from './failures.ts';
import type { Fetching } from './fetching.ts';
import { type Answer, request } from './request.ts';
import { type AskedFor, requestHeaders } from './request-headers.ts';
import { asHttp, isShoutcast } from './shoutcast.ts';

/** Whom to ask, and with which headers of the caller. */
export interface Asking {
  readonly target: Target;
  /** `source_headers`, for as long as the origin is the one that they were meant for. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The answer of the last hop. */
export interface Exchange {
  readonly asking: Asking;
  readonly answer: Answer;
  /** Milliseconds, over all hops. */
  readonly dnsMs: number;
  readonly connectMs: number;
}

interface Hop {
  readonly answer: Answer;
  readonly dnsMs: number;
  readonly connectMs: number;
}

const askOnce = async ({ target, headers }: Asking, asked: AskedFor, fetching: Fetching): Promise<Hop> => {
  const { resolve, limits, signal, userAgent, kept } = fetching;
  const own = requestHeaders(target, userAgent, headers, asked);
  const speak = (socket: Socket, shoutcast = false): Promise<Answer> =>
    request(socket, shoutcast ? asHttp(socket) : socket, target, own, limits, signal, (idle) => kept.put(target, idle));
  const idle = asked.keep ? kept.take(target) : undefined;
  try {
    if (idle) return { answer: await speak(idle), dnsMs: 0, connectMs: 0 };
  } catch (error) {
    // Its server may have closed it in the same moment: once more, over a connection of its own (RFC 9112, section 9.3.1).
    if (!(error instanceof TranscodeError && error.code === 'DOWNLOAD_FAILED' && error.recoverable)) throw error;
  }
  const { socket, dnsMs, connectMs } = await connectTo(target, resolve, limits, signal);
  try {
    return { answer: await speak(socket), dnsMs, connectMs };
  } catch (error) {
    if (!(error instanceof Error) || !isShoutcast(error.cause)) throw error;
    // node's parser has closed that connection; a station of those days is asked once more, through an interpreter.
    const again = await connectTo(target, resolve, limits, signal);
    return { answer: await speak(again.socket, true), dnsMs: again.dnsMs, connectMs: again.connectMs };
  }
};

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
 * Asks, and follows redirects: every hop is parsed, resolved once, checked, pinned and only then asked. A redirect from
 * https to http is followed, since the caller's headers are dropped by then.
 *
 * @returns an answer that is not a redirect; its body must be read or destroyed
 * @throws TranscodeError `INVALID_URL`, `DOWNLOAD_FAILED` or `TIMEOUT`; or `signal.reason`
 */
export const exchange = async (from: Asking, asked: AskedFor, fetching: Fetching): Promise<Exchange> => {
  const { allow, limits } = fetching;
  let { target, headers } = from;
  let dnsMs = 0;
  let connectMs = 0;
  for (let redirects = 0; ; redirects += 1) {
    const hop = await askOnce({ target, headers }, asked, fetching);
    dnsMs += hop.dnsMs;
    connectMs += hop.connectMs;
    const next = follow(hop.answer, target, allow);
    if (!next) return { asking: { target, headers }, answer: hop.answer, dnsMs, connectMs };
    if (redirects === limits.maxRedirects) {
      const status = hop.answer.response.statusCode ?? 0;
      throw refusedAnswer(`The source redirects more than ${limits.maxRedirects} times.`, status);
    }
    // For good: a foreign origin that redirects back decides on the path, and must not borrow the caller's identity.
    if (next.url.origin !== target.url.origin) headers = {};
    target = next;
  }
};

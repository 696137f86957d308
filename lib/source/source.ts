import { TranscodeError } from '../contract/errors.ts';
import { SOURCE_LIMITS, type SourceLimits } from '../settings/source-limits.ts';
import { type Resolver, systemResolver } from './guard/resolve.ts';
import { parseTarget } from './guard/target.ts';
import type { Asking, Exchange } from './http/exchange.ts';
import type { Fetching } from './http/fetching.ts';
import { keepConnection } from './http/kept.ts';
import { startMeter } from './http/meter.ts';
import { endless, isLive } from './radio/live.ts';
import { metadataInterval, withoutTitles } from './radio/titles.ts';
import { readPart, readWindows } from './ranges/continued.ts';
import { rangeHeader } from './ranges/extent.ts';
import { type Relay, type RelayOptions, startRelay } from './ranges/relay.ts';
import { askPart, type Part, resourceOf } from './ranges/resource.ts';
import { type SourceValidator, versionOf } from './ranges/version.ts';

export interface SourceOptions {
  /** `source_headers`, as the contract has let them through. They go to the origin of the first URL and no further. */
  readonly headers?: Readonly<Record<string, string>>;
  /** `Sluice/<version>`; `headers` may replace it. */
  readonly userAgent: string;
  /** SOURCE_ALLOW: `host:port` pairs, host as in the URL (an IPv6 literal in brackets), let through though not public. */
  readonly allow: ReadonlySet<string>;
  /** The reader will probably jump: only a first window is asked for, where the source has ranges. */
  readonly jumping?: boolean;
  readonly limits?: Partial<SourceLimits>;
  readonly resolve?: Resolver;
  /** Ends every wait and the body; what was waited for throws `signal.reason`. */
  readonly signal?: AbortSignal;
  /** Is told what a radio station says that it plays, whenever that changes. */
  readonly onTitle?: (title: string) => void;
  readonly onRetry?: Fetching['onRetry'];
}

/** The bytes of a source, to be iterated once. Nothing is read ahead of the consumer beyond node's own buffers. */
export interface SourceBody extends AsyncIterable<Buffer> {
  /** That have come so far, over all connections of this source. */
  readonly bytesRead: number;
}

export interface OpenedSource {
  /** After all redirects; its query may be a secret. */
  readonly url: URL;
  /** Bytes; `undefined` where the source does not say. */
  readonly length: number | undefined;
  readonly validator: SourceValidator | undefined;
  /** Its length is known and it has proved that it has ranges: `from`, `part` and `relay` work. */
  readonly seekable: boolean;
  /** Where the first answer ends (exclusive), if that is only a window. */
  readonly windowEnd: number | undefined;
  /** A station that goes on for ever; its body ends with an error, if ever. */
  readonly live: boolean;
  /** Milliseconds: `dnsMs` and `connectMs` (TCP and TLS) summed over the hops, `firstByteMs` from the call to the last hop's headers. */
  readonly timings: { readonly dnsMs: number; readonly connectMs: number; readonly firstByteMs: number };
  /** From the first byte to the end; mended where it breaks, as far as the source allows. A station's titles are taken out. */
  readonly body: SourceBody;
  /** The same from another byte on, in windows that grow: whoever has jumped once may not read far. */
  readonly from: (first: number) => AsyncIterable<Buffer>;
  /** The bytes [first, end), in memory. */
  readonly part: (first: number, end: number) => Promise<Buffer>;
  /** The source for an encoder that seeks in it; to be closed. */
  readonly relay: (options: Omit<RelayOptions, 'length'>) => Promise<Relay>;
  /** Idempotent; destroys the connections and leaves nothing. Always needed. */
  readonly close: () => void;
}

/** A server that knows no ranges ignores the header; one that is confused by it is asked once more without. */
const open = async (origin: Asking, jumping: boolean, fetching: Fetching): Promise<Part & Exchange> => {
  const range = rangeHeader(0, jumping ? fetching.limits.windowBytes : undefined);
  try {
    const part = await askPart(origin, { range, keep: jumping, titles: true }, 0, fetching);
    if (part.answer.response.statusCode !== 206 || part.extent.total !== undefined) return part;
    // A part of nobody knows how much: without a range it has an end.
    part.answer.destroy();
    return await askPart(origin, { keep: false, titles: true }, undefined, fetching);
  } catch (error) {
    if (!(error instanceof TranscodeError) || error.details?.upstream_status !== 416) throw error;
    return askPart(origin, { keep: false, titles: true }, undefined, fetching);
  }
};

/**
 * Opens a source for reading from its start: every hop is parsed, resolved once, checked, pinned and only then asked.
 *
 * @param url `source_url`, as it was sent
 * @returns once the headers are there; the body is read on demand
 * @throws TranscodeError `INVALID_URL`, `DOWNLOAD_FAILED` (`details.upstream_status` where there was an answer) or
 * `TIMEOUT`; `signal.reason` when aborted
 *
 * @example
 * const source = await openSource('https://example.com/talk.mp3', { userAgent: 'Sluice/1.0.0', allow: new Set() });
 * for await (const chunk of source.body) feed(chunk);
 * source.close();
 */
export const openSource = async (url: string, options: SourceOptions): Promise<OpenedSource> => {
  const {
    allow,
    userAgent,
    resolve = systemResolver,
    jumping = false,
    onTitle = () => {},
    onRetry = () => {},
  } = options;
  const began = performance.now();
  const limits: SourceLimits = { ...SOURCE_LIMITS, ...options.limits };
  const closing = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, closing.signal]) : closing.signal;
  const kept = keepConnection();
  const meter = startMeter(limits);
  const fetching: Fetching = { userAgent, allow, resolve, limits, signal, meter, kept, onRetry };
  const origin: Asking = { target: parseTarget(url, allow), headers: options.headers ?? {} };
  signal.addEventListener('abort', kept.close, { once: true });

  const opened = await open(origin, jumping, fetching);
  const { answer, extent, asking, dnsMs, connectMs } = opened;
  const { headers, statusCode } = answer.response;
  const version = versionOf(headers, extent.total);
  const live = isLive(headers, extent.total, answer.shoutcast);
  const interval = metadataInterval(headers['icy-metaint']);
  // Whoever does not speak of ranges may have some all the same (RFC 9110, section 14.3). Between titles nobody knows where it is.
  const mendable = !live && interval === undefined && headers['accept-ranges']?.trim().toLowerCase() !== 'none';
  const resource = resourceOf(origin, asking, version, mendable, fetching);
  signal.addEventListener('abort', () => answer.destroy(), { once: true });
  if (signal.aborted) {
    answer.destroy();
    throw signal.reason;
  }

  const whole = readPart(resource, 0, undefined, { opened });
  const audio = interval === undefined ? whole : withoutTitles(whole, interval, onTitle);
  const body = live ? endless(audio) : audio;
  /** Nobody reads from the start any more. */
  const leave = (): void => {
    void body.return();
    answer.destroy();
  };
  return {
    url: asking.target.url,
    length: extent.total,
    validator: version.validator,
    seekable: statusCode === 206 && extent.total !== undefined && interval === undefined,
    windowEnd: jumping && extent.end !== extent.total ? extent.end : undefined,
    live,
    timings: { dnsMs, connectMs, firstByteMs: performance.now() - began },
    body: {
      get bytesRead() {
        return meter.bytes;
      },
      [Symbol.asyncIterator]: () => body,
    },
    from: (first) => {
      leave();
      return readWindows(resource, first);
    },
    part: async (first, end) => {
      const chunks: Buffer[] = [];
      for await (const chunk of readPart(resource, first, end)) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    relay: (relayed) => {
      leave();
      return startRelay(resource, { ...relayed, length: extent.total ?? 0 });
    },
    close: () => closing.abort(new TranscodeError('INTERNAL_ERROR', 'The source was closed before its end.')),
  };
};

import type { IPolicy } from 'cockatiel';
import type { Breaker, BreakerOptions } from './policy/breaker.ts';
import type { RetryOptions } from './policy/retry.ts';
import type { FallbackMode } from './stream/race.ts';
import type { LambdaOptions } from './transport/lambda.ts';
import type { SigV4Options } from './transport/sigv4.ts';
import type { OnWarning } from './warnings.ts';

/** One of the service's `SIGNING_KEYS`. A page in a browser must not have one: its server signs for it. */
export interface ClientKey {
  readonly id: string;
  readonly secret: string;
}

/** Where the service is. */
export interface HttpPlace {
  /** The base URL of `/transcode`, as in `https://….lambda-url.eu-central-1.on.aws` or `http://127.0.0.1:8090`. */
  readonly url: string;
  /** The base URL of `/health`, where it differs: on AWS every function has a host of its own. Default: `url`. */
  readonly healthUrl?: string;
  /** The base URL of `/metrics`, where it differs. Default: `url`. */
  readonly metricsUrl?: string;
  /** For a service that has `SIGNING_KEYS`. Default: calls are not signed. */
  readonly key?: ClientKey;
  /** For a Function URL with `authorizer: aws_iam`. Default: no credentials are sent. */
  readonly iam?: SigV4Options;
}

/** Where the service is: behind URLs, or called by name through Lambda's API. */
export type Place = HttpPlace | (LambdaOptions & Pick<HttpPlace, 'key'>);

export interface Timeouts {
  /** Milliseconds for name, TCP and TLS. In Node only: `fetch` does not tell. Default: 2000. */
  readonly connectMs?: number;
  /** Milliseconds from the call to the first audio. Default: 30 000, for a slow source may take most of it. */
  readonly firstByteMs?: number;
  /** Milliseconds without a byte, while somebody waits for one, after which a successor is looked for. Default: 1500. */
  readonly idleMs?: number;
}

export const TIMEOUTS: Required<Timeouts> = { connectMs: 2_000, firstByteMs: 30_000, idleMs: 1_500 };

export interface ResumeOptions {
  /** Milliseconds without any audio, while somebody waits for it, after which a stream that broke is given up. Default: 60 000. */
  readonly giveUpMs?: number;
}

/** Milliseconds. A deployment or a restart takes less. */
export const GIVE_UP_MS = 60_000;

/** The parts of the behaviour before the first byte; give your own cockatiel policies to replace them. */
export interface Policies {
  /** Default: `retryPolicy(retry)`. */
  readonly retry?: IPolicy;
  /** Default: `breakerPolicy(breaker, breakerState)`. */
  readonly breaker?: IPolicy | Breaker;
}

export interface ResilienceOptions {
  readonly timeouts?: Timeouts;
  readonly retry?: RetryOptions;
  readonly breaker?: BreakerOptions;
  /** What `client.breakerState()` of another client has told; a caller that lives for one request keeps it. Default: closed. */
  readonly breakerState?: unknown;
  readonly policies?: Policies;
  /** Whether a stream that breaks midway is continued where it broke. Default: true. */
  readonly resume?: boolean | ResumeOptions;
  /** Told of whatever had to be mended; repeats within ten seconds as one. Default: nobody. */
  readonly onWarning?: OnWarning;
}

/** Options of every client. */
export type ClientOptions = Place &
  ResilienceOptions & {
    /** Bearer token of `/health` and `/metrics`, where the service has `MONITOR_TOKEN`. Default: none. */
    readonly monitorToken?: string;
  };

export interface FallbackOptions {
  /**
   * `on`: this machine's ffmpeg steps in whenever the service fails or keeps its caller waiting. `only-when-refused`: only
   * where the service said no (429, 503), cannot be reached, or its breaker is open. Default: `on`.
   */
  readonly mode?: FallbackMode;
  /** Milliseconds without the service's first audio after which it begins beside, with `on`. Default: 1500. */
  readonly afterMs?: number;
  /** Default: `FFMPEG_PATH`, else `ffmpeg` on PATH. */
  readonly ffmpegPath?: string;
  /** `host:port` pairs that may be fetched although they are not public. Default: `SOURCE_ALLOW`. */
  readonly allow?: readonly string[];
}

/** Milliseconds. With what it takes to start, it is heard within three seconds. */
export const FALLBACK_AFTER_MS = 1_500;

export interface CallOptions {
  /** Ends the call, or the stream that came of it. */
  readonly signal?: AbortSignal;
}

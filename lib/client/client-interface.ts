import type { ServiceHealth } from '../contract/health.ts';
import type { RequestInput } from '../contract/schema.ts';
import type { CallOptions } from './options.ts';
import type { SignedUrl, SignOptions } from './signed-url.ts';
import type { Transcoded } from './stream/stream.ts';

/** @typeParam Stream - what audio comes as: a `ReadableStream`, or Node's `Readable` */
export interface Client<Stream> {
  /**
   * Turns a source into a stream. Resolves at the first audio.
   *
   * @throws {ClientError} in the contract's codes; `signal.reason` when the caller has left
   */
  transcode(request: RequestInput, options?: CallOptions): Promise<Transcoded<Stream>>;
  /** @throws {ClientError} where the service does not answer; an unhealthy one is an answer */
  health(options?: CallOptions): Promise<ServiceHealth>;
  /** Prometheus text. */
  metrics(options?: CallOptions): Promise<string>;
  /** A URL that an `<audio>` tag or a player can open. Needs `key`. */
  sign(request: RequestInput, options?: SignOptions): Promise<SignedUrl>;
  /**
   * Resolves when the service says that it is ready.
   *
   * @param options.timeoutMs - default: 60 000
   * @throws {ClientError} when it is not by then; at once where the monitor token or the URL is wrong
   */
  waitUntilReady(options?: CallOptions & { readonly timeoutMs?: number }): Promise<void>;
  /** What `breakerState` of another client takes; JSON. */
  breakerState(): unknown;
}

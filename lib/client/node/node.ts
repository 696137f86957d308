import type { Readable } from 'node:stream';
import { assertOptions } from '../checked-options.ts';
import type { Client } from '../client-interface.ts';
import { clientOn } from '../client-on.ts';
import { type ClientOptions, FALLBACK_AFTER_MS, type FallbackOptions } from '../options.ts';
import type { OpenLeg } from '../stream/leg.ts';
import { nodeExchange } from './exchange.ts';
import { readableOf } from './readable.ts';

export type { ServiceHealth } from '../../contract/health.ts';
export type { RequestInput } from '../../contract/schema.ts';
export type { Client } from '../client-interface.ts';
export { ClientError, type Trouble } from '../errors.ts';
export type { Metadata } from '../metadata.ts';
export type { CallOptions, ClientOptions } from '../options.ts';
export { breakerPolicy } from '../policy/breaker.ts';
export { retryPolicy } from '../policy/retry.ts';
export type { Transcoded } from '../stream/stream.ts';
export type { Warning } from '../warnings.ts';

/** Options of a client in Node. */
export type NodeClientOptions = ClientOptions & NodeOptions;

export interface NodeOptions {
  /** Whether this machine's ffmpeg steps in for a service in trouble. Default: `on`. */
  readonly fallback?: FallbackOptions | 'on' | 'only-when-refused' | 'off';
}

const optionsOf = (fallback: NodeClientOptions['fallback']): FallbackOptions | undefined =>
  typeof fallback === 'object' ? fallback : fallback === 'off' ? undefined : { mode: fallback ?? 'on' };

/** Loaded when it is needed, for most calls never need it. */
const openHere =
  (options: FallbackOptions): OpenLeg =>
  async (request, signal) =>
    (await import('../fallback/fallback.ts')).fallbackLeg(request, signal, options);

/**
 * A client of one service.
 *
 * @throws {TypeError} an option that is unknown, or a value that cannot be meant
 *
 * @example
 * const sluice = createClient({ url: 'http://127.0.0.1:8090' });
 * const { audio } = await sluice.transcode({ source_url: 'https://example.com/a.mp3', output_format: 'opus' });
 * audio.pipe(process.stdout);
 */
export function createClient(asked: NodeClientOptions): Client<Readable> {
  assertOptions(asked);
  const { fallback, ...options } = asked;
  const given = optionsOf(fallback);
  const plan = given && {
    mode: given.mode ?? 'on',
    afterMs: given.afterMs ?? FALLBACK_AFTER_MS,
    open: openHere(given),
  };
  return clientOn(options, { exchange: nodeExchange, streamOf: readableOf, fallback: plan });
}

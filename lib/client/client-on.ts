import type { ServiceHealth } from '../contract/health.ts';
import { PATHS } from '../contract/paths.ts';
import type { Client } from './client-interface.ts';
import { asClientError, broken, type ClientError, failureIn, failureOf, late, parsed, textOf } from './errors.ts';
import { openService } from './open.ts';
import { type CallOptions, type ClientOptions, GIVE_UP_MS, TIMEOUTS } from './options.ts';
import { breakerPolicy, recordFailure } from './policy/breaker.ts';
import { retryPolicy } from './policy/retry.ts';
import { signedUrl } from './signed-url.ts';
import { type FallbackPlan, race } from './stream/race.ts';
import { type StreamOf, startStream } from './stream/stream.ts';
import type { Exchange } from './transport/exchange.ts';
import { placed } from './transport/placed.ts';
import type { Answer, Ask } from './transport/transport.ts';
import { warningOf } from './warning-of.ts';
import { foldWarnings } from './warnings.ts';
import { withDefaults } from './with-defaults.ts';

/** What differs from one runtime to the next. */
export interface Runtime<Stream> {
  readonly exchange: Exchange;
  readonly streamOf: StreamOf<Stream>;
  readonly fallback?: Omit<FallbackPlan, 'onFallback'> | undefined;
}

/** Milliseconds for `/health` and `/metrics`, and between two looks whether the service is ready. */
const SMALL_CALL_MS = 10_000;
const READY_POLL_MS = 250;
const READY_WITHIN_MS = 60_000;

const never = new AbortController().signal;

const wholeOf = (answer: Answer): Promise<string> =>
  textOf(answer).catch((error: unknown) => Promise.reject(broken(error)));

const isHealth = (body: unknown): body is ServiceHealth =>
  typeof body === 'object' && body !== null && 'status' in body && typeof body.status === 'string';

/** Whether waiting mends nothing: nobody gives us another token meanwhile, nor another address. */
const isForGood = ({ code }: ClientError): boolean => code === 'UNAUTHORIZED' || code === 'NOT_FOUND';

/** The client of every runtime. */
export function clientOn<Stream>(options: ClientOptions, runtime: Runtime<Stream>): Client<Stream> {
  const timeouts = withDefaults(TIMEOUTS, options.timeouts);
  const transport = placed(options, runtime.exchange, timeouts.connectMs);
  const breaker = options.policies?.breaker ?? breakerPolicy(options.breaker, options.breakerState);
  const retry = options.policies?.retry ?? retryPolicy(options.retry);
  const { warn } = foldWarnings(options.onWarning ?? (() => {}));
  const onService = openService({ transport, retry, breaker, limits: timeouts });
  const { fallback } = runtime;
  const plan = fallback && { ...fallback, onFallback: (why: unknown) => warn(warningOf('fallback', why)) };
  const open: typeof onService = (request, signal, opening) =>
    plan ? race(onService, plan, request, signal, opening) : onService(request, signal);

  const { resume: asked = true } = options;
  const given = asked === true ? {} : asked;
  const resume = given ? { ...withDefaults({ giveUpMs: GIVE_UP_MS }, given), idleMs: timeouts.idleMs } : undefined;

  const token = options.monitorToken;
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  async function ask<T>(
    endpoint: Ask['endpoint'],
    path: string,
    { signal = never }: CallOptions,
    read: (answer: Answer) => Promise<T>,
  ): Promise<T> {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(late('did not answer', SMALL_CALL_MS)), SMALL_CALL_MS);
    const both = AbortSignal.any([signal, timeout.signal]);
    try {
      return await read(await transport({ endpoint, method: 'GET', path, headers, signal: both }));
    } catch (error) {
      throw both.aborted ? both.reason : asClientError(error);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    transcode: async (request, { signal = never } = {}) =>
      startStream({ ...request }, open, {
        ...{ signal, streamOf: runtime.streamOf, resume },
        onBreak: (why) => {
          recordFailure(breaker, why);
          warn(warningOf('resumed', why));
        },
      }),
    health: (call = {}) =>
      ask('health', PATHS.health, call, async (answer) => {
        const body = parsed(await wholeOf(answer));
        // 503 is an answer too where it says that the service is unhealthy, and none where it says that it drains.
        if (!isHealth(body)) throw failureIn(answer, body);
        return body;
      }),
    metrics: (call = {}) =>
      ask('metrics', PATHS.metrics, call, async (answer) => {
        if (answer.status !== 200) throw await failureOf(answer);
        return wholeOf(answer);
      }),
    sign: (request, given) => signedUrl(options, request, given),
    waitUntilReady: async ({ timeoutMs = READY_WITHIN_MS, signal = never } = {}) => {
      const until = performance.now() + timeoutMs;
      for (;;) {
        const left = AbortSignal.timeout(Math.max(0, Math.ceil(until - performance.now())));
        const seen = await ask('health', PATHS.ready, { signal: AbortSignal.any([signal, left]) }, async (answer) => {
          if (answer.status !== 200) throw await failureOf(answer);
          answer.cancel();
        }).catch(asClientError);
        if (!seen) return;
        if (signal.aborted) throw signal.reason;
        if (isForGood(seen)) throw seen;
        if (performance.now() > until) throw late('was not ready', timeoutMs);
        await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
      }
    },
    breakerState: () => ('toJSON' in breaker && typeof breaker.toJSON === 'function' ? breaker.toJSON() : undefined),
  };
}

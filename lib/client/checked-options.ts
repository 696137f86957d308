import type { FallbackOptions, HttpPlace, ResilienceOptions, ResumeOptions, Timeouts } from './options.ts';
import type { BreakerOptions } from './policy/breaker.ts';
import type { RetryOptions } from './policy/retry.ts';
import type { LambdaOptions } from './transport/lambda.ts';

/** Every name that a client knows; the types below see to it that none is missing. */
type Names<Options> = Readonly<Record<keyof Options, true>>;

const PLACE: Names<HttpPlace & LambdaOptions> = {
  ...{ url: true, healthUrl: true, metricsUrl: true, key: true, iam: true },
  ...{ functionName: true, qualifier: true, functionNames: true, clientConfig: true, client: true },
};

const RESILIENCE: Names<ResilienceOptions> = {
  ...{ timeouts: true, retry: true, breaker: true, breakerState: true, policies: true, resume: true, onWarning: true },
};

/** `fallback` is Node's; a program that runs in browsers too may say `off` in both. */
const OPTIONS: Readonly<Record<string, true>> = { ...PLACE, ...RESILIENCE, monitorToken: true, fallback: true };

const GROUPS: Readonly<Record<string, Readonly<Record<string, true>>>> = {
  timeouts: { connectMs: true, firstByteMs: true, idleMs: true } satisfies Names<Timeouts>,
  retry: { attempts: true, firstDelayMs: true, maxDelayMs: true, maxRetryAfterMs: true } satisfies Names<RetryOptions>,
  breaker: { failures: true, restMs: true, maxRestMs: true } satisfies Names<BreakerOptions>,
  resume: { giveUpMs: true } satisfies Names<ResumeOptions>,
  fallback: { mode: true, afterMs: true, ffmpegPath: true, allow: true } satisfies Names<FallbackOptions>,
};

const FALLBACKS: readonly unknown[] = ['on', 'only-when-refused', 'off'];

function assertKnown(given: object, known: Readonly<Record<string, true>>, of: string): void {
  const wrong = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (wrong !== undefined)
    throw new TypeError(`${wrong} is no option of ${of}; there are ${Object.keys(known).join(', ')}.`);
}

/** An address that is not one would be found out by the first call, and there a fallback would hide it. */
function assertUrl(name: string, value: unknown): void {
  if (typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return;
  const is = typeof value === 'string' ? `"${value}"` : String(value);
  throw new TypeError(`${name} must be the service’s http or https URL, as in http://127.0.0.1:8090, and is ${is}.`);
}

/**
 * Finds a caller's mistake where it was made. Without types a name that is spelt wrong would do nothing, and a variable of
 * the environment that is not set would leave all the work to the fallback.
 *
 * @throws {TypeError}
 */
export function assertOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError('createClient needs { url }, or { functionName }.');
  assertKnown(options, OPTIONS, 'a client');
  for (const [group, known] of Object.entries(GROUPS)) {
    const given: unknown = Reflect.get(options, group);
    if (typeof given === 'object' && given !== null) assertKnown(given, known, group);
  }
  const fallback: unknown = Reflect.get(options, 'fallback') ?? 'on';
  if (typeof fallback !== 'object' && !FALLBACKS.includes(fallback))
    throw new TypeError(`fallback must be one of ${FALLBACKS.join(', ')}, or an object, and is ${String(fallback)}.`);
  if ('functionName' in options) return;
  assertUrl('url', Reflect.get(options, 'url'));
  for (const name of ['healthUrl', 'metricsUrl']) {
    const given: unknown = Reflect.get(options, name);
    if (given !== undefined) assertUrl(name, given);
  }
}

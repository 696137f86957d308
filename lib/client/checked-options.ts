import type { FallbackOptions, HttpPlace, ResilienceOptions, ResumeOptions, Timeouts } from './options.ts';
import type { BreakerOptions } from './policy/breaker.ts';
import type { RetryOptions } from './policy/retry.ts';
import type { LambdaOptions } from './transport/lambda.ts';
import { regionOf } from './transport/sigv4.ts';

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

/** What stands behind a name: a timer's milliseconds, which have an end, any other number, or something else. */
type Kinds<Options> = Readonly<Record<keyof Options, Kind>>;
type Kind = 'timer' | 'number' | true;

const GROUPS: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  timeouts: { connectMs: 'timer', firstByteMs: 'timer', idleMs: 'timer' } satisfies Kinds<Timeouts>,
  retry: {
    ...{ attempts: 'number', firstDelayMs: 'number', maxDelayMs: 'number', maxRetryAfterMs: 'number' },
  } satisfies Kinds<RetryOptions>,
  breaker: { failures: 'number', restMs: 'number', maxRestMs: 'number' } satisfies Kinds<BreakerOptions>,
  resume: { giveUpMs: 'number' } satisfies Kinds<ResumeOptions>,
  fallback: { mode: true, afterMs: 'timer', ffmpegPath: true, allow: true } satisfies Kinds<FallbackOptions>,
};

/** Of a longer delay a timer makes one of a millisecond (nodejs.org/api/timers.html; browsers do likewise). */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const FALLBACKS: readonly unknown[] = ['on', 'only-when-refused', 'off'];

function assertKnown(given: object, known: Readonly<Record<string, unknown>>, of: string): void {
  const wrong = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (wrong !== undefined)
    throw new TypeError(`${wrong} is no option of ${of}; there are ${Object.keys(known).join(', ')}.`);
}

/** A time that is none would be a millisecond, in which every call fails and a fallback does all the work. */
function assertNumbers(given: object, kinds: Readonly<Record<string, Kind>>, of: string): void {
  for (const [name, value] of Object.entries(given)) {
    const most = kinds[name] === 'timer' ? LONGEST_TIMER_MS : Number.POSITIVE_INFINITY;
    if (kinds[name] === true || value === undefined || (typeof value === 'number' && value >= 0 && value <= most))
      continue;
    const limit = Number.isFinite(most) ? ` to ${most}` : '';
    throw new TypeError(`${of}.${name} must be a number from 0${limit}, and is ${String(value)}.`);
  }
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** Of a key nothing is shown. */
function assertKey(key: unknown): void {
  if (key === undefined) return;
  const isKey =
    typeof key === 'object' && key !== null && isText(Reflect.get(key, 'id')) && isText(Reflect.get(key, 'secret'));
  if (!isKey) throw new TypeError('key must be { id, secret }, both of them text, as in SIGNING_KEYS.');
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
    if (typeof given !== 'object' || given === null) continue;
    assertKnown(given, known, group);
    assertNumbers(given, known, group);
  }
  const fallback: unknown = Reflect.get(options, 'fallback') ?? 'on';
  if (typeof fallback !== 'object' && !FALLBACKS.includes(fallback))
    throw new TypeError(`fallback must be one of ${FALLBACKS.join(', ')}, or an object, and is ${String(fallback)}.`);
  assertKey(Reflect.get(options, 'key'));
  if ('functionName' in options) {
    const { functionName } = options;
    if (isText(functionName)) return;
    throw new TypeError(`functionName must be the name or the ARN of a function, and is ${String(functionName)}.`);
  }
  const { iam } = options as { readonly iam?: { readonly region?: string } };
  for (const name of ['url', 'healthUrl', 'metricsUrl']) {
    const given: unknown = Reflect.get(options, name);
    if (given === undefined && name !== 'url') continue;
    assertUrl(name, given);
    if (iam && iam.region === undefined) regionOf(new URL(String(given)));
  }
}

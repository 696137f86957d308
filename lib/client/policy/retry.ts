import { DelegateBackoff, handleWhen, type IPolicy, type IRetryBackoffContext, retry } from 'cockatiel';
import { ClientError } from '../errors.ts';
import { withDefaults } from '../with-defaults.ts';
import { mayRetry } from './trouble.ts';

export interface RetryOptions {
  /** Further tries behind the first, before the first byte. 0: none. Default: 4. */
  readonly attempts?: number;
  /** Milliseconds before the second try at most; doubled for each further one, and drawn from 0 to there. Default: 200. */
  readonly firstDelayMs?: number;
  /** Milliseconds that no delay exceeds. Default: 3000. */
  readonly maxDelayMs?: number;
  /** Milliseconds of `Retry-After` that are waited at most; a service that asks for more is not asked again. Default: 10 000. */
  readonly maxRetryAfterMs?: number;
}

export const RETRY_DEFAULTS: Required<RetryOptions> = {
  attempts: 4,
  firstDelayMs: 200,
  maxDelayMs: 3_000,
  maxRetryAfterMs: 10_000,
};

/** "Full jitter": callers that failed together do not come back together (aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter). */
export function delayBefore(attempt: number, error: unknown, options: Required<RetryOptions>, random: number): number {
  if (error instanceof ClientError && error.retryAfterMs !== undefined) return error.retryAfterMs;
  return random * Math.min(options.maxDelayMs, options.firstDelayMs * 2 ** (attempt - 1));
}

/** Tries anew what may go better, for as long as nothing has been given out. */
export function retryPolicy(given: RetryOptions = {}): IPolicy {
  const options = withDefaults(RETRY_DEFAULTS, given);
  const isSoon = (error: unknown): boolean =>
    !(error instanceof ClientError) || (error.retryAfterMs ?? 0) <= options.maxRetryAfterMs;
  return retry(
    handleWhen((error) => mayRetry(error) && isSoon(error)),
    {
      maxAttempts: options.attempts,
      backoff: new DelegateBackoff<IRetryBackoffContext<unknown>>(({ attempt, result }) =>
        delayBefore(attempt, 'error' in result ? result.error : undefined, options, Math.random()),
      ),
    },
  );
}

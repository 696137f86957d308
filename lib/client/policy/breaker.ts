import {
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  type IPolicy,
} from 'cockatiel';
import { ClientError } from '../errors.ts';
import { withDefaults } from '../with-defaults.ts';
import { isServiceTrouble } from './trouble.ts';

export interface BreakerOptions {
  /** Failures in a row that open it. Default: 5. */
  readonly failures?: number;
  /** Milliseconds until the first probe; doubled behind each probe that fails. Default: 1000. */
  readonly restMs?: number;
  /** Milliseconds that no rest exceeds. Default: 30 000. */
  readonly maxRestMs?: number;
}

export const BREAKER_DEFAULTS: Required<BreakerOptions> = { failures: 5, restMs: 1_000, maxRestMs: 30_000 };

/** The caller's own reason, whatever it is. */
const isAbort = (error: unknown): boolean => !(error instanceof ClientError);

/** A breaker that can be asked, told and kept. */
export interface Breaker extends IPolicy {
  readonly state: CircuitState;
  /** For `breakerState` of another client. */
  toJSON(): unknown;
}

/**
 * Keeps calls back from a service that fails, and lets one at a time find out whether it still does.
 *
 * @param state - that another breaker has exported
 */
export function breakerPolicy(given: BreakerOptions = {}, state?: unknown): Breaker {
  const { failures, restMs, maxRestMs } = withDefaults(BREAKER_DEFAULTS, given);
  const breaker: Breaker = circuitBreaker(
    // A probe whose caller has left has found out nothing; cockatiel would take it for a success, and close.
    handleWhen((error) => isServiceTrouble(error) || (breaker.state === CircuitState.HalfOpen && isAbort(error))),
    {
      breaker: new ConsecutiveBreaker(failures),
      halfOpenAfter: new ExponentialBackoff({ initialDelay: restMs, maxDelay: maxRestMs }),
      halfOpenSampling: { calls: 1, threshold: 0 },
      ...(state === undefined ? {} : { initialState: state }),
    },
  );
  return breaker;
}

/** A stream that broke off midway is a failure too; its call has long counted as a success. */
export function recordFailure(breaker: IPolicy, error: unknown): void {
  if ('state' in breaker && breaker.state !== CircuitState.Closed) return;
  breaker.execute(() => Promise.reject(error)).catch(() => {});
}

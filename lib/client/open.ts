import type { IPolicy } from 'cockatiel';
import { asOpen } from './policy/trouble.ts';
import { type AttemptLimits, attempt } from './stream/attempt.ts';
import type { Leg, OpenLeg } from './stream/leg.ts';
import type { Transport } from './transport/transport.ts';

interface ServiceCall {
  readonly transport: Transport;
  readonly retry: IPolicy;
  readonly breaker: IPolicy;
  readonly limits: AttemptLimits;
}

/**
 * Settles with the call, or at once when its caller leaves: a policy that waits between two tries does not look. Whoever has
 * left before is not called for: nobody would hear how that failed, and Node ends a process over it.
 */
function unlessAborted<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    call()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', leave));
  });
}

/** Opens a leg on the service: tries again where that may help, and not at all while the breaker is open. */
export const openService =
  ({ transport, retry, breaker, limits }: ServiceCall): OpenLeg =>
  (request, signal, { onFailure } = {}) => {
    const once = (): Promise<Leg> =>
      breaker
        .execute(() => {
          signal.throwIfAborted();
          return attempt(transport, request, signal, limits);
        })
        .catch((error: unknown) => {
          onFailure?.(error);
          throw asOpen(error);
        });
    return unlessAborted(() => retry.execute(once, signal), signal);
  };

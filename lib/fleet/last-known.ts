import { setTimeout as pause } from 'node:timers/promises';
import { LIMITS } from '../settings/limits.ts';

/** In one call: the one that was frozen on its way, and its successor. */
const QUESTIONS = 2;

/** What was heard last, and whether that was just now. */
export interface LastKnown<T> {
  /** `undefined` where nothing was ever heard. */
  readonly value: T | undefined;
  readonly isFresh: boolean;
}

/**
 * Keeps what is asked of somebody far away, for those who cannot wait for him: while it is fresh nobody is asked, and
 * afterwards the answer is waited for, but not for long. Lambda freezes an environment between two calls, so that an
 * answer may be old by the time it is heard: then there is time for another question.
 *
 * @param onFailure - told why there was no answer; the next call asks again
 */
export function lastKnown<T>(
  ask: () => Promise<T>,
  onFailure: (error: unknown) => void,
  clock: () => number = Date.now,
): () => Promise<LastKnown<T>> {
  const { freshMs, healthWaitMs } = LIMITS.aws;
  let known: { readonly value: T; readonly at: number } | undefined;
  let asking: Promise<void> | undefined;
  const age = (): number => (known ? clock() - known.at : Number.POSITIVE_INFINITY);

  async function renew(): Promise<void> {
    const at = clock();
    try {
      known = { value: await ask(), at };
    } catch (error) {
      onFailure(error);
    } finally {
      asking = undefined;
    }
  }

  return async () => {
    const patience = new AbortController();
    const timeIsUp = pause(healthWaitMs, undefined, { ref: false, signal: patience.signal }).catch(() => {});
    let hasTime = true;
    for (let question = 0; question < QUESTIONS && hasTime && age() >= freshMs; question += 1) {
      asking ??= renew();
      hasTime = await Promise.race([asking.then(() => true), timeIsUp.then(() => false)]);
    }
    patience.abort();
    return { value: known?.value, isFresh: age() < freshMs };
  };
}

import type { Leg, OpenLeg, SentRequest } from './leg.ts';

/** A successor that is being looked for. */
export interface Reopening {
  /** Seconds of content time at which it begins; `undefined` of a station. */
  readonly at: number | undefined;
  readonly settled: Promise<Reopened>;
  /** Ends it, and the leg that it may have become. */
  readonly giveUp: () => void;
}

export type Reopened = { readonly kind: 'leg'; readonly leg: Leg } | { readonly kind: 'none'; readonly error: unknown };

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (ms === 0 || signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });

export interface ReopenOptions {
  readonly at: number | undefined;
  /** Milliseconds before it is begun. */
  readonly delayMs: number;
  /** Milliseconds that have been waited for audio already. */
  readonly waitedMs: number;
  readonly signal: AbortSignal;
}

/** Looks for a leg that goes on at `at`. */
export function reopen(
  open: OpenLeg,
  request: SentRequest,
  { at, delayMs, waitedMs, signal }: ReopenOptions,
): Reopening {
  const left = new AbortController();
  const both = AbortSignal.any([signal, left.signal]);
  const settled = pause(delayMs, both)
    .then(() => {
      both.throwIfAborted();
      return open(request, both, { waitedMs: waitedMs + delayMs });
    })
    .then(
      (leg): Reopened => ({ kind: 'leg', leg }),
      (error: unknown): Reopened => ({ kind: 'none', error }),
    );
  const giveUp = (): void => {
    left.abort();
    void settled.then((outcome) => outcome.kind === 'leg' && outcome.leg.cancel());
  };
  return { at, settled, giveUp };
}

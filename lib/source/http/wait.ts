/** How long a wait may last and what ends it early. */
export interface WaitTerms {
  /** Milliseconds. */
  readonly ms: number;
  /** Made only when the time is up. */
  readonly late: () => Error;
  readonly signal: AbortSignal | undefined;
}

/** Runs once when the wait is over, however it ended; `won` is what it was resolved with, if it was. */
type Stop<T> = (won: T | undefined) => void;

/**
 * One wait that ends exactly once: by itself, by its deadline or by the caller's signal. Whichever it is, the timer and
 * the listener are gone and `stop` has run before anybody hears of it, so nothing can be left open.
 *
 * @param begin starts the work and returns how to stop it
 * @throws what `late` makes, or `signal.reason`
 */
export const waitFor = <T>(
  { ms, late, signal }: WaitTerms,
  begin: (resolve: (value: T) => void, reject: (reason: unknown) => void) => Stop<T>,
): Promise<T> =>
  new Promise<T>((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    let over = false;
    let stop: Stop<T> | undefined;
    let won: T | undefined;
    const end = (settle: () => void): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      stop?.(won);
      settle();
    };
    const onAbort = (): void => end(() => reject(signal?.reason));
    // Timers run before sockets are looked at: where this process was kept waiting, what has come in time is heard first.
    const timer = setTimeout(() => setImmediate(() => end(() => reject(late()))), ms);
    signal?.addEventListener('abort', onAbort, { once: true });
    const win = (value: T): void => {
      if (!over) won = value;
      end(() => resolve(value));
    };
    const lose = (reason: unknown): void => end(() => reject(reason));
    try {
      stop = begin(win, lose);
    } catch (error) {
      lose(error);
    }
    // Settled before it could be told how to stop.
    if (over) stop?.(won);
  });

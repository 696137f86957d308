import { TranscodeError } from '../contract/errors.ts';

/** The one place through which a session is stopped before its time, and where the first reason is kept. */
export interface Stop {
  readonly signal: AbortSignal;
  /** Why it was stopped; `undefined` while it runs and after a normal end. */
  readonly reason: unknown;
  /** Runs `action` when the session ends, for whatever reason; at once if it has. */
  onStop(action: () => void): void;
  /** Stops for a reason. */
  now(reason: unknown): void;
  /** Ends without a reason: the work is done, or somebody else has the reason. Idempotent. */
  end(): void;
}

/**
 * @param deadline - as `performance.now()`: a clock that is set meanwhile changes nothing
 * @param ending - stops it for its own reason
 */
export function startStop(deadline: number, ending?: AbortSignal): Stop {
  const controller = new AbortController();
  let reason: unknown;
  const end = (): void => {
    clearTimeout(timer);
    controller.abort(reason);
  };
  const now = (why: unknown): void => {
    if (controller.signal.aborted) return;
    reason = why;
    end();
  };
  const timer = setTimeout(
    () => now(new TranscodeError('TIMEOUT', 'The time that one answer may take is over.')),
    Math.max(0, deadline - performance.now()),
  );
  // The other signal outlives this: it keeps no listener of what has ended.
  ending?.addEventListener('abort', () => now(ending.reason), { once: true, signal: controller.signal });
  if (ending?.aborted) now(ending.reason);
  return {
    signal: controller.signal,
    get reason() {
      return reason;
    },
    onStop: (action) => {
      if (controller.signal.aborted) action();
      else controller.signal.addEventListener('abort', action, { once: true });
    },
    now,
    end,
  };
}

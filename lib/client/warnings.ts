import type { ErrorCode } from '../contract/errors.ts';
import type { Trouble } from './errors.ts';

/** Something that went otherwise than asked for, and was mended. */
export interface Warning {
  /** `fallback`: this machine's ffmpeg is heard in place of the service. `resumed`: a stream that broke was continued. */
  readonly kind: 'fallback' | 'resumed';
  readonly message: string;
  readonly code: ErrorCode;
  readonly trouble: Trouble | undefined;
  /** How many there have been since the last one that was told. */
  readonly count: number;
}

export type OnWarning = (warning: Warning) => void;

/** Milliseconds within which repeats are told as one. */
const FOLD_MS = 10_000;

/**
 * Tells the first warning of a kind at once, and what comes within ten seconds behind it as a count, once they are over.
 *
 * @param tell - a caller's own function, whose errors are its own
 */
export function foldWarnings(tell: OnWarning): { readonly warn: (warning: Omit<Warning, 'count'>) => void } {
  const folded = new Map<string, { latest: Omit<Warning, 'count'>; count: number }>();
  const close = (kind: string): void => {
    const fold = folded.get(kind);
    folded.delete(kind);
    if (!fold || fold.count === 0) return;
    tell({ ...fold.latest, count: fold.count });
    open(fold.latest);
  };
  const open = (warning: Omit<Warning, 'count'>): void => {
    folded.set(warning.kind, { latest: warning, count: 0 });
    const timer: unknown = setTimeout(() => close(warning.kind), FOLD_MS);
    // A warning is no reason for a process to go on; browsers number their timers.
    if (typeof timer === 'object' && timer && 'unref' in timer && typeof timer.unref === 'function') timer.unref();
  };
  return {
    warn: (warning) => {
      const fold = folded.get(warning.kind);
      if (fold) {
        fold.latest = warning;
        fold.count += 1;
        return;
      }
      tell({ ...warning, count: 1 });
      open(warning);
    },
  };
}

/** Counts how long a stream has been without any progress, and how long to wait before it is tried again. */
export interface Patience {
  /** The stream has come this far. */
  readonly progress: (position: number) => void;
  /** Milliseconds to wait before the next try; `undefined`: it is over. */
  readonly next: () => number | undefined;
  /** A leg has ended that brought nothing on. */
  readonly fruitless: () => void;
}

const FIRST_MS = 100;
const MOST_MS = 2_000;
/** Seconds of audio that make a try worth while; a source that always breaks at one place gives less. */
const WORTH_SECONDS = 0.5;
/** Legs in a row that break where they begin: it is the source that breaks there, and no waiting mends that. */
const MOST_FRUITLESS = 5;

export function patience(giveUpMs: number, now: () => number): Patience {
  let since: number | undefined;
  let reached = 0;
  let tries = 0;
  let fruitless = 0;
  return {
    progress: (position) => {
      if (position < reached + WORTH_SECONDS) return;
      reached = position;
      tries = 0;
      fruitless = 0;
      since = undefined;
    },
    fruitless: () => {
      fruitless += 1;
    },
    next: () => {
      since ??= now();
      if (now() - since > giveUpMs || fruitless >= MOST_FRUITLESS) return undefined;
      tries += 1;
      return tries === 1 ? 0 : Math.min(MOST_MS, FIRST_MS * 2 ** (tries - 2));
    },
  };
}

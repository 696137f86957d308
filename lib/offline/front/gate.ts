import type { ServerResponse } from 'node:http';

/** Knows which answers are still under way, and whether new ones may begin. */
export interface Gate {
  readonly draining: boolean;
  /** Counts the answer until its connection has taken it, or is gone. */
  enter(response: ServerResponse): void;
  /** From now on new requests are refused; settles when no answer is under way. */
  drain(): Promise<void>;
}

/** One gate for the router and all function hosts of a service. */
export function createGate(): Gate {
  let open = 0;
  let draining = false;
  let settle: (() => void) | undefined;
  return {
    get draining() {
      return draining;
    },
    enter(response) {
      open += 1;
      response.once('close', () => {
        open -= 1;
        if (open === 0) settle?.();
      });
    },
    drain() {
      draining = true;
      return open === 0 ? Promise.resolve() : new Promise((resolve) => (settle = resolve));
    },
  };
}

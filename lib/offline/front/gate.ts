import type { ServerResponse } from 'node:http';

/** Knows what is still under way, and whether more may begin. */
export interface Gate {
  readonly draining: boolean;
  /** Counts the answer until its connection has taken it, or is gone. */
  enter(response: ServerResponse): void;
  /** Counts work that nobody waits for, until it calls back. */
  begin(): () => void;
  /** From now on new requests are refused; settles when nothing is under way. */
  drain(): Promise<void>;
}

/** One gate for the router and all function hosts of a service. */
export function createGate(): Gate {
  let open = 0;
  let draining = false;
  let settle: (() => void) | undefined;
  function begin(): () => void {
    open += 1;
    return () => {
      open -= 1;
      if (open === 0) settle?.();
    };
  }
  return {
    begin,
    get draining() {
      return draining;
    },
    enter: (response) => void response.once('close', begin()),
    drain() {
      draining = true;
      return open === 0 ? Promise.resolve() : new Promise((resolve) => (settle = resolve));
    },
  };
}

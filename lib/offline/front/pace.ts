import type { Outlet } from './outlet.ts';

/** How fast bytes may pass. */
export interface PaceRules {
  /** Bytes that pass unhindered. */
  readonly burstBytes: number;
  readonly bytesPerSecond: number;
  /** Told when what had to wait is through. */
  readonly onReady: () => void;
}

/** An outlet that can be given up. */
export interface PacedOutlet extends Outlet {
  /** Forgets what waits. */
  stop(): void;
}

/** What may be made up for: timers fire late, and the next chunk has a way to go. A pause of the function is longer. */
const CATCH_UP_MILLISECONDS = 100;

/** Lets a burst pass, and all behind it at a bounded rate. */
export function paced(next: Outlet, { burstBytes, bytesPerSecond, onReady }: PaceRules): PacedOutlet {
  const waiting: Buffer[] = [];
  let passed = 0;
  /** Milliseconds of {@link performance.now} before which nothing may pass. */
  let notBefore = 0;
  let timer: NodeJS.Timeout | undefined;
  let finish: (() => void) | undefined;

  function pass(chunk: Buffer): boolean {
    const now = performance.now();
    const since = passed < burstBytes ? now : Math.max(notBefore, now - CATCH_UP_MILLISECONDS);
    const beyond = Math.min(chunk.length, Math.max(0, passed + chunk.length - burstBytes));
    passed += chunk.length;
    notBefore = since + (beyond / bytesPerSecond) * 1000;
    return next.write(chunk);
  }

  function passWaiting(): void {
    timer = undefined;
    let takesMore = true;
    while (waiting.length > 0 && notBefore <= performance.now()) takesMore = pass(waiting.shift() as Buffer);
    if (waiting.length > 0) wait();
    else if (finish) next.end(finish);
    else if (takesMore) onReady();
  }

  function wait(): void {
    timer ??= setTimeout(passWaiting, Math.ceil(notBefore - performance.now()));
  }

  return {
    write(chunk) {
      if (waiting.length === 0 && notBefore <= performance.now()) return pass(chunk);
      waiting.push(chunk);
      wait();
      return false;
    },
    end(whenThrough) {
      finish = whenThrough;
      if (waiting.length === 0) next.end(whenThrough);
    },
    stop() {
      clearTimeout(timer);
      waiting.length = 0;
    },
  };
}

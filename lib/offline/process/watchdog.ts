import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Sees to it that no process group outlives the emulator, not even after a SIGKILL. */
export interface Watchdog {
  watch(group: number): void;
  forget(group: number): void;
  /** Ends the watchdog, and with it whatever group is still watched. */
  close(): Promise<void>;
}

/** Starts the watchdog of one emulator. */
export function startWatchdog(): Watchdog {
  const script = fileURLToPath(new URL('watchdog.sh', import.meta.url));
  const groups = new Set<number>();
  let closing = false;
  let child = start();

  // In a session of its own, so that a signal to the emulator's whole group leaves it standing.
  function start(): ChildProcess {
    const started = spawn('/bin/sh', [script, ...[process.pid, ...groups].map(String)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
      env: {},
    });
    started.stdin?.on('error', () => {});
    // Without a descriptor it does not even begin, and nothing tells of its end: the next group is reason for another try.
    started.on('error', () => {});
    started.once('exit', () => {
      if (!closing) child = start();
    });
    return started;
  }

  function tell(change: '+' | '-', group: number): void {
    child.stdin?.write(`${change} ${group}\n`);
  }

  return {
    watch(group) {
      groups.add(group);
      if (child.pid === undefined) child = start();
      else tell('+', group);
    },
    forget(group) {
      if (groups.delete(group)) tell('-', group);
    },
    async close() {
      closing = true;
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.stdin?.end();
      await exited;
    },
  };
}

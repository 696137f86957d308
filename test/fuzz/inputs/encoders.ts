import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Milliseconds between two looks at a process's memory: it is its highest so far that is read. */
const LOOK_MS = 15;

/** Characters of the end of what a process says: a report is its last word. */
const KEPT = 8_192;

/** Signals that a program gets for what it has done itself. */
const OF_ITS_OWN = new Set(['SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGABRT', 'SIGTRAP', 'SIGSYS']);

/**
 * What the undefined-behaviour sanitizer says, with its stack: beside the address sanitizer it has no file of its own to say it
 * in. A line begins with a place in the code, which no message of ffmpeg's does.
 */
const RUNTIME_ERROR = /^\S+\.[ch]:\d+:\d+: runtime error: [\s\S]*/m;

export interface Seen {
  /** By which a process ended, where that was its own doing. */
  readonly signals: readonly string[];
  /** Reports of the undefined-behaviour sanitizer. */
  readonly reports: readonly string[];
  /** The most memory that any was seen to have. */
  readonly peakBytes: number;
}

export interface Watched {
  /** What was seen since the last time of the processes whose program stands in a folder. */
  seen(folder: string): Seen;
  /** Processes that have not ended yet. */
  running(): readonly number[];
  stop(): void;
}

const peakOf = (pid: number): number => {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
};

/** Looks at every process that this one starts, whoever it is that starts it: Node tells of each. */
export function watchEncoders(): Watched {
  const living = new Set<ChildProcess>();
  const found = new Map<string, { signals: string[]; reports: string[]; peakBytes: number }>();
  const of = (folder: string) => {
    const known = found.get(folder) ?? { signals: [], reports: [], peakBytes: 0 };
    found.set(folder, known);
    return known;
  };
  const look = (child: ChildProcess): void => {
    const known = of(dirname(child.spawnfile));
    known.peakBytes = Math.max(known.peakBytes, peakOf(child.pid ?? 0));
  };
  const onMade = (message: unknown): void => {
    const { process: child } = message as { process: ChildProcess };
    child.once('spawn', () => {
      living.add(child);
      let said = '';
      child.stderr?.on('data', (data: Buffer) => {
        said = (said + data.toString('latin1')).slice(-KEPT);
      });
      child.once('close', () => of(dirname(child.spawnfile)).reports.push(...(said.match(RUNTIME_ERROR) ?? [])));
      look(child);
    });
    child.once('exit', (_code, signal) => {
      living.delete(child);
      if (signal && OF_ITS_OWN.has(signal)) of(dirname(child.spawnfile)).signals.push(signal);
    });
  };
  subscribe('child_process', onMade);
  const timer = setInterval(() => living.forEach(look), LOOK_MS);
  return {
    seen: (folder) => {
      const known = of(folder);
      found.delete(folder);
      return known;
    },
    running: () => [...living].map(({ pid }) => pid ?? 0),
    stop: () => {
      clearInterval(timer);
      unsubscribe('child_process', onMade);
    },
  };
}

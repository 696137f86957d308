import { readdirSync, readFileSync } from 'node:fs';
import { familyOf } from '../fixtures/processes.ts';

/** What a service holds of its machine. */
export interface Footprint {
  readonly processes: number;
  /** Open files and sockets of all its processes. */
  readonly descriptors: number;
  /** Of all its processes, what they share counted once (PSS of proc_pid_smaps_rollup(5)). */
  readonly megabytes: number;
}

function of<T>(read: () => T, absent: T): T {
  try {
    return read();
  } catch {
    // It has ended meanwhile.
    return absent;
  }
}

/** @param pid - of the service; all that descends from it counts */
export function footprint(pid: number): Footprint {
  const pids = familyOf(pid).map((one) => one.pid);
  const sum = (measure: (one: number) => number): number => pids.reduce((total, one) => total + measure(one), 0);
  return {
    processes: pids.length,
    descriptors: sum((one) => of(() => readdirSync(`/proc/${one}/fd`).length, 0)),
    megabytes: Math.round(
      sum((one) =>
        of(() => Number(/^Pss: +(\d+) kB/m.exec(readFileSync(`/proc/${one}/smaps_rollup`, 'utf8'))?.[1] ?? 0), 0),
      ) / 1024,
    ),
  };
}

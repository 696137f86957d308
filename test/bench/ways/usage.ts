import { readFileSync } from 'node:fs';
import { familyOf, type Seen } from '../../fixtures/processes.ts';
import type { Usage } from './way.ts';

/** Of times in /proc: `getconf CLK_TCK` is 100 on every Linux of today (proc_pid_stat(5)). */
const TICKS_A_SECOND = 100;

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}

/** Fields 14 to 17 of proc_pid_stat(5): its own time, and that of the children it has waited for. */
function ticks(pid: number, which: 'all' | 'children'): number {
  const stat = read(`/proc/${pid}/stat`);
  const times = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15)
    .map(Number);
  return times.slice(which === 'all' ? 0 : 2).reduce((sum, time) => sum + (time || 0), 0);
}

const megabytesOf = (pid: number): number =>
  Number(/^Pss: +(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024;

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const living = (pids: readonly number[]): Usage => ({
  cpuSeconds: total(pids.map((pid) => ticks(pid, 'all'))) / TICKS_A_SECOND,
  megabytes: total(pids.map(megabytesOf)),
});

/** Of a process and everything that descends from it, as far as `counts` lets it. */
export const familyUsage = (root: number, counts: (seen: Seen) => boolean = () => true): Usage =>
  living(
    familyOf(root)
      .filter(counts)
      .map(({ pid }) => pid),
  );

/** Of this process's own children: those that run, and those that it has seen the end of. */
export function childrenUsage(running: ReadonlySet<number>): Usage {
  const { cpuSeconds, megabytes } = living([...running]);
  return { cpuSeconds: cpuSeconds + ticks(process.pid, 'children') / TICKS_A_SECOND, megabytes };
}

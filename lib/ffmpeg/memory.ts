import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { LIMITS } from '../settings/limits.ts';

/** `VmHWM` is the most that a process has had in memory so far (proc_pid_status(5)); one that has ended has none. */
async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

/**
 * Looks at a process's memory once it is at work, and every few seconds. Node tells of its children's use neither while
 * they run nor afterwards.
 *
 * @param atWork - when it is worth the first look
 * @returns the most that was seen so far, in bytes; 0 where there is no /proc
 */
export function watchMemory(child: ChildProcess, atWork: Promise<unknown>): () => number {
  const { pid } = child;
  let peak = 0;
  if (pid === undefined) return () => peak;
  const look = async (): Promise<void> => {
    peak = Math.max(peak, await peakOf(pid));
  };
  const again = setInterval(look, LIMITS.memoryLookMs).unref();
  child.once('exit', () => clearInterval(again));
  void atWork.then(look);
  return () => peak;
}

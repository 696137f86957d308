import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

/** What nice(1) adds by itself: a tenth of the processor's time, where both want all of it. */
export const NICE = 10;

/** Without privileges the kernel takes a session's value from somebody every tenth of a second (sched_autogroup_nice, EAGAIN). */
const AGAIN_MILLISECONDS = 500;

/**
 * Puts the leader of a session, and what it will start, behind this process where there are not processors enough. Lambda's front
 * shares none with the functions; here fifty of them would each have as much of one as what hands all their answers on.
 *
 * @param child - just started, `detached`
 */
export async function giveWay(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  try {
    // Behind it, wherever it stands itself; 19 is the last place.
    setPriority(pid, Math.min(getPriority() + NICE, 19));
  } catch {
    // It has ended already.
    return;
  }
  // Most kernels share between sessions first, and a process's own value counts only within its session (sched(7), autogroup).
  while (child.exitCode === null && child.signalCode === null) {
    try {
      // At once: a descriptor is taken from nobody.
      writeFileSync(`/proc/${pid}/autogroup`, String(NICE), { flag: 'r+' });
      return;
    } catch (error) {
      // A kernel without.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
    await pause(AGAIN_MILLISECONDS * (0.5 + Math.random()), undefined, { ref: false });
  }
}

/** A signal to a whole process group; one that has ended already is no error. */
export function signalGroup(group: number, signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
  send(-group, signal);
}

/** SIGTERM to the leader of a group alone, as Lambda tells the runtime and not what that has started. */
export function terminateLeader(group: number): void {
  send(group, 'SIGTERM');
}

function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

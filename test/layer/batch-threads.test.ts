import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tone } from '../fixtures/media.ts';
import { binary } from './binary.ts';

/** SCHED_BATCH (sched(7)). */
const BATCH = 3;
/** Where a thread's policy stands behind its name, which is in parentheses and may hold spaces (proc_pid_stat(5), field 41). */
const POLICY = 41 - 3;

const policies = (pid: number | undefined): number[] =>
  readdirSync(`/proc/${pid}/task`).map((thread) => {
    const stat = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[POLICY]);
  });

test('every thread is scheduled as batch work', async () => {
  const source = readFileSync(await tone(1000, 20, 48_000, 2));
  const argv = ['-nostdin', '-f', 'wav', '-i', 'pipe:0', '-c:a', 'libopus', '-f', 'opus', 'pipe:1'];
  const encoder = spawn(binary, argv, { env: {}, stdio: ['pipe', 'pipe', 'ignore'] });
  const gone = once(encoder, 'close');
  try {
    // Nine tenths of it, so that it waits for the rest with all of its threads.
    encoder.stdin.write(source.subarray(0, source.length * 0.9));
    await once(encoder.stdout, 'data');
    const found = policies(encoder.pid);
    expect(found.length).toBeGreaterThan(4);
    expect(found).toEqual(found.map(() => BATCH));
  } finally {
    encoder.stdout.destroy();
    encoder.stdin.destroy();
    encoder.kill('SIGKILL');
    await gone;
  }
});

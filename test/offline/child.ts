/** A process under test: what it printed, and how it ended. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';

/** A child whose output is kept. */
export interface Child {
  readonly process: ChildProcess;
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** The URL of its ready line. */
  readonly ready: Promise<string>;
  readonly exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts it in a group of its own; what is left of it at the end of the test is killed. */
export function startChild(file: string, argv: readonly string[], options: SpawnOptions = {}): Child {
  const child = spawn(file, argv, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const output = { stdout: '', stderr: '' };
  const exit = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      output.stdout += chunk;
      const line = /^ready (\S+)$/m.exec(output.stdout);
      if (line?.[1]) resolve(line[1]);
    });
    child.stderr?.on('data', (chunk) => {
      output.stderr += chunk;
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(`ended before it was ready:\n${output.stdout}${output.stderr}`)));
  });
  ready.catch(() => {});
  const pid = child.pid ?? 0;
  onTestFinished(() => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended, as it should have.
    }
  });
  return { process: child, pid, stdout: () => output.stdout, stderr: () => output.stderr, ready, exit };
}

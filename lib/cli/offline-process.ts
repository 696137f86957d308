import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { cloneFolder } from './clone-folder.ts';

/** The offline service in a process of its own. */
export interface OfflineProcess {
  /** As in `http://127.0.0.1:8090`. */
  readonly url: string;
  /** Its exit code; 0 after a drain. */
  readonly exit: Promise<number>;
  stop(signal: NodeJS.Signals): void;
}

const READY = /^ready (http:\S+)$/;

/** What CloudWatch makes metrics of, twenty lines a stream: for programs, and `/metrics` has the sums. */
const METRICS = /^\w+\[\d+\] \{"_aws":/;

const exitOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });

/**
 * Starts `serverless offline` and waits until it serves. Its output is ours, less the ready line, which is ours to say, and less the
 * metrics.
 *
 * It is in a process group of its own, because Ctrl-C would reach it before us and twice; the channel between us tells it
 * when we are gone, however we went.
 *
 * @returns once it is ready
 * @throws {Error} when it ends before that; it has said why
 */
export async function startOfflineProcess(environment: NodeJS.ProcessEnv): Promise<OfflineProcess> {
  const child = spawn('serverless', ['offline'], {
    // `serverless` knows what is below its own folder, and `npx` stays in the one that it is called in.
    cwd: cloneFolder(),
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const exit = exitOf(child);
  const ready = Promise.withResolvers<string>();
  const { stdout } = child;
  if (stdout) {
    createInterface({ input: stdout }).on('line', (line) => {
      const url = READY.exec(line)?.[1];
      if (url) ready.resolve(url);
      else if (!METRICS.test(line)) process.stdout.write(`${line}\n`);
    });
  }
  const url = await Promise.race([
    ready.promise,
    exit.then((code) => Promise.reject(new Error(`the offline service ended with ${code} before it was ready`))),
  ]);
  return { url, exit, stop: (signal) => child.kill(signal) };
}

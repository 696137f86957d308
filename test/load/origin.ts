import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ServedFile } from '../fixtures/servers.ts';

export interface Origin {
  readonly url: string;
  readonly hostPort: string;
  /** Resolves when the process is gone. */
  readonly close: () => Promise<void>;
}

/**
 * Serves files by their URL paths from a process of its own, as sources are: one that shares its thread with fifty listeners
 * does not answer in time, and a service that says so is right.
 */
export async function startOrigin(files: Readonly<Record<string, ServedFile & { file: string }>>): Promise<Origin> {
  const process = fork(fileURLToPath(new URL('origin-process.ts', import.meta.url)));
  const gone = once(process, 'exit');
  process.send(files);
  const lost = gone.then(([code]) => Promise.reject(new Error(`The process of the sources ended with ${code}.`)));
  const [{ url, hostPort }] = await Promise.race([once(process, 'message'), lost]);
  return {
    url,
    hostPort,
    close: async () => {
      process.disconnect();
      await gone;
    },
  };
}

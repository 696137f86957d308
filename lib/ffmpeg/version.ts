import { execFile } from 'node:child_process';
import { LIMITS } from '../settings/limits.ts';
import { locate } from './binary.ts';

/**
 * Asks the binary itself which ffmpeg it is.
 *
 * @returns as in `7.1.5`, or `undefined` when it is missing or does not run
 */
export function encoderVersion(binary: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    // By SIGKILL: whoever hangs may not hear anything else, and would be waited for.
    const options = { env: {}, timeout: LIMITS.versionMs, killSignal: 'SIGKILL' } as const;
    execFile(locate(binary), ['-version'], options, (error, stdout) => {
      resolve(error ? undefined : /^ffmpeg version (\S+)/.exec(stdout)?.[1]);
    });
  });
}

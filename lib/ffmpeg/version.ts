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
    execFile(locate(binary), ['-version'], { env: {}, timeout: LIMITS.versionMs }, (error, stdout) => {
      resolve(error ? undefined : /^ffmpeg version (\S+)/.exec(stdout)?.[1]);
    });
  });
}

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const RUNTIME = createRequire(import.meta.url).resolve('aws-lambda-ric');
const RAPID_CLIENT = fileURLToPath(new URL('rapid-client.cjs', import.meta.url));
const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));

/** The process of an environment: stdin is empty, stdout and stderr are its log, absent where there are no descriptors left. */
export type EnvironmentProcess = ChildProcessByStdio<null, Readable | null, Readable | null>;

/** Where Node looks for packages, from a folder upwards. */
function packagesAbove(folder: string): string[] {
  const here = join(folder, 'node_modules');
  const above = dirname(folder);
  return [...(existsSync(here) ? [here] : []), ...(above === folder ? [] : packagesAbove(above))];
}

/** What of this machine an environment needs: its runtime, the service's packages, and what its variables name. */
export function neededFiles(variables: Readonly<Record<string, string>>, directory: string): string[] {
  const named = Object.values(variables).flatMap((value) => value.split(delimiter));
  // A file may need those beside it, and one that is not there yet may come.
  const places = named.flatMap((path) => [path, dirname(path)]);
  return [process.execPath, RAPID_CLIENT, ...packagesAbove(dirname(RUNTIME)), ...packagesAbove(directory), ...places];
}

/** Node with RIC in it. */
export const runtimeProgram: readonly string[] = [process.execPath, '--require', RAPID_CLIENT, RUNTIME];

/**
 * Starts a runtime, as the leader of a process group of its own: whatever it starts is in the group and can
 * be killed with it. `setpriv --pdeathsig` closes the gap before the watchdog knows of the group.
 *
 * @param command - what goes in front, and becomes it without forking
 * @param program - the runtime
 * @throws what the system says of a command line or variables that it does not take; all else comes as `error`
 */
export function launch(
  command: readonly string[],
  program: readonly string[],
  variables: Record<string, string>,
  directory: string,
): EnvironmentProcess {
  const tied = SETPRIV ? [SETPRIV, '--pdeathsig', 'KILL'] : [];
  const [file = process.execPath, ...argv] = [...command, ...tied, ...program];
  return spawn(file, argv, { cwd: directory, env: variables, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
}

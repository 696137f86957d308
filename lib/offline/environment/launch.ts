import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const RUNTIME = createRequire(import.meta.url).resolve('aws-lambda-ric');
const RAPID_CLIENT = fileURLToPath(new URL('rapid-client.cjs', import.meta.url));
const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));

/** The process of an environment: stdin is empty, stdout and stderr are its log. */
export type EnvironmentProcess = ChildProcessByStdio<null, Readable, Readable>;

/**
 * Starts Node with RIC in it, as the leader of a process group of its own: whatever it starts is in the group and can
 * be killed with it. `setpriv --pdeathsig` closes the gap before the watchdog knows of the group.
 */
export function launch(variables: Record<string, string>, directory: string): EnvironmentProcess {
  const node = [process.execPath, '--require', RAPID_CLIENT, RUNTIME];
  const [file = process.execPath, ...argv] = SETPRIV ? [SETPRIV, '--pdeathsig', 'KILL', ...node] : node;
  return spawn(file, argv, { cwd: directory, env: variables, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
}

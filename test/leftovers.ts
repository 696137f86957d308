import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { everyone } from './fixtures/processes.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/**
 * Emulators, environments and encoders of this checkout, whoever their parent is by now: an orphan is what is looked for.
 * vitest's own workers are none of them.
 */
const processes = () =>
  everyone().filter(
    ({ command }) => command.includes(ROOT) && /bin\/ffmpeg|aws-lambda-ric|serverless|watchdog|start\.ts/.test(command),
  );

/** A child that has been told to go may take a moment. */
const GRACE_MS = 3_000;

/**
 * The proof that the tests with real processes leave nothing: no process, and in the folder for temporary files, which
 * this run has for itself, no file. It makes the run fail.
 */
export function setup(): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-tests-'));
  // Some tests work as another user.
  chmodSync(folder, 0o755);
  process.env.TMPDIR = folder;
  // npm and npx would keep Node's compile cache there.
  process.env.NODE_DISABLE_COMPILE_CACHE = '1';
  const running = new Set(processes().map(({ pid }) => pid));
  const started = () => processes().filter(({ pid }) => !running.has(pid));
  return async () => {
    for (const end = Date.now() + GRACE_MS; started().length > 0 && Date.now() < end; ) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const left = [
      ...started().map(({ pid, command }) => `process ${pid}: ${command}`),
      ...readdirSync(folder).map((name) => `temporary file ${name}`),
    ];
    rmSync(folder, { recursive: true, force: true });
    if (left.length > 0) throw new Error(`the tests left behind\n  ${left.join('\n  ')}`);
  };
}

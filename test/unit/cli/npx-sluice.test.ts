import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const run = promisify(execFile);

test('What package.json names is the command.', async () => {
  const { stdout } = await run(process.execPath, [join(ROOT, manifest.bin.sluice), '--version']);
  expect(stdout).toBe(`${manifest.version}\n`);
});

test('Where nothing has been set up, it says how that is done, without a stack.', async () => {
  const bare = await mkdtemp(join(tmpdir(), 'sluice-bare-'));
  onTestFinished(() => rm(bare, { recursive: true, force: true }));
  for (const file of ['npx-sluice.mjs', 'sluice.ts']) await cp(join(ROOT, 'lib/cli', file), join(bare, file));
  await expect(run(process.execPath, [join(bare, 'npx-sluice.mjs'), '--help'])).rejects.toMatchObject({
    code: 2,
    stderr: 'sluice: nothing is set up in this clone yet: `npm start` does it, or `npm run build` alone.\n',
  });
});

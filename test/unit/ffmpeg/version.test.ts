import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { encoderVersion } from '../../../lib/ffmpeg/version.ts';

async function binary(script: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'version-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, 'ffmpeg');
  await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

test('A binary says its version.', async () => {
  expect(await encoderVersion(await binary('echo ffmpeg version 7.1.5-sluice Copyright'))).toBe('7.1.5-sluice');
});

test.for<[string, string]>([
  ['that fails', 'echo ffmpeg version 7.1.5; exit 1'],
  ['that says something else', 'echo something else'],
  ['that does not end, whatever it is asked to', 'trap "" TERM; while :; do sleep 0.1; done'],
])('One %s has none.', async ([, script]) => {
  expect(await encoderVersion(await binary(script))).toBeUndefined();
});

test('One that is missing has none.', async () => {
  expect(await encoderVersion(join(tmpdir(), 'no-such-ffmpeg'))).toBeUndefined();
});

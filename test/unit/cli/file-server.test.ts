import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { serveFile } from '../../../lib/cli/file-server.ts';

/** What a range of ten bytes is answered with. */
async function asked(range: string): Promise<readonly unknown[]> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-file-server-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, 'ten');
  await writeFile(file, '0123456789');
  const server = await serveFile(file);
  onTestFinished(() => server.close());
  const response = await fetch(server.url, { headers: { range } });
  return [response.status, response.headers.get('content-range'), await response.text()];
}

test.for([
  ['bytes=3-5', 206, 'bytes 3-5/10', '345'],
  ['bytes=3-', 206, 'bytes 3-9/10', '3456789'],
  ['bytes=3-99', 206, 'bytes 3-9/10', '3456789'],
  ['bytes=5-3', 200, null, '0123456789'],
  ['bytes=10-', 200, null, '0123456789'],
  ['bytes=-3', 200, null, '0123456789'],
  ['bytes=0-1,4-5', 200, null, '0123456789'],
])('of %s a file answers %s', async ([range, ...answer]) => {
  expect(await asked(String(range))).toEqual(answer);
});

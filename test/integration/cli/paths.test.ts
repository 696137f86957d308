/** What a path may be that the command is given, to read from and to write to. */
import { execFileSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { media } from '../../fixtures/media.ts';
import { sluice } from './run.ts';

let folder: string;
let pipe: string;
let source: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-paths-'));
  pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  source = await media('mp3');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.for<[what: string, path: () => string, says: RegExp]>([
  ['a folder', () => folder, /is a folder: name a file in it\.\n$/],
  ['a pipe', () => pipe, /can be read only once, .* write it to a file/],
  ['standard input', () => '-', /^sluice: - can be read only once/],
])('%s is no source, and why is told before anything is done.', async ([, path, says]) => {
  expect(await sluice(['transcode', path(), '-f', 'opus'])).toMatchObject({
    code: 2,
    err: expect.stringMatching(says),
  });
});

test.for(['--json', '--force'])('A folder is no output, also with %s.', async (option) => {
  const { code, err } = await sluice(['transcode', source, '-f', 'mp3', '-o', folder, option]);
  expect([code, err]).toEqual([2, expect.stringMatching(/is a folder: name a file in it/)]);
  expect(await readdir(folder)).toEqual(['pipe']);
});

test('An output in a folder that is not there names the folder.', async () => {
  const { err } = await sluice(['transcode', source, '-o', join(folder, 'none', 'a.mp3')]);
  expect(err).toBe(
    `sluice: ${join(folder, 'none', 'a.mp3')} cannot be written: there is no folder ${join(folder, 'none')}.\n`,
  );
});

test('A pipe is written to, and stays one.', async () => {
  const argv = ['transcode', source, '-f', 'pcm', '--duration', '1', '-o', pipe, '--force'];
  const [{ code }, bytes] = await Promise.all([sluice(argv), buffer(createReadStream(pipe))]);
  expect([code, bytes.length, (await stat(pipe)).isFIFO()]).toEqual([0, 192_000, true]);
});

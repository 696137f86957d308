import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './blocks.ts';

const run = promisify(execFile);

export interface Clone {
  /** Called `sluice`, as the pages have it; the folder above is where its user works. */
  readonly folder: string;
  /** Empty. */
  readonly home: string;
  readonly remove: () => Promise<void>;
}

/**
 * A clone as one has it after the first command: the repository as it stands here, also what is not committed yet, with its packages
 * and its layer, which that command would have brought and built.
 */
export async function clone(): Promise<Clone> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-clone-'));
  const [folder, home] = [join(directory, 'sluice'), join(directory, 'home')];
  await mkdir(home);
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  const { stdout: gone } = await run('git', ['ls-files', '-z', '--deleted'], { cwd: ROOT });
  const deleted = new Set(gone.split('\0'));
  for (const file of stdout.split('\0').filter((name) => name !== '' && !deleted.has(name))) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(ROOT, file), join(folder, file));
  }
  const packages = join(ROOT, 'node_modules');
  // Half a gigabyte, of which nothing is written to but caches: links, unless that is another disk.
  const link = (from: string, to: string) => run('cp', ['-al', from, to]).catch(() => run('cp', ['-a', from, to]));
  await link(packages, folder);
  for (const cache of ['.cache', '.vite', '.vite-temp'])
    await rm(join(folder, 'node_modules', cache), { recursive: true, force: true });
  // The music that tests make takes longer than they do: what is made here serves there, and what is made there serves here.
  const made = join(ROOT, 'dist/fixtures');
  await mkdir(made, { recursive: true });
  await mkdir(join(folder, 'dist'));
  await symlink(made, join(folder, 'dist/fixtures'));
  // No link: environments have a /tmp of their own, and would not find what it leads to where this checkout is in /tmp.
  await cp(join(ROOT, 'layers/ffmpeg/out'), join(folder, 'layers/ffmpeg/out'), { recursive: true });
  return { folder, home, remove: () => rm(directory, { recursive: true, force: true }) };
}

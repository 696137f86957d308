import { existsSync, readdirSync, rmSync } from 'node:fs';
import { mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { everyone } from '../fixtures/processes.ts';
import { buildImage } from './build.ts';
import { OUT, PREFIX, placeOf } from './place.ts';

/** Folders of runs that were killed. */
function sweep(): void {
  if (!existsSync(OUT)) return;
  for (const name of readdirSync(OUT).filter((one) => one.startsWith(PREFIX))) {
    if (!existsSync(`/proc/${name.slice(PREFIX.length)}`)) rmSync(join(OUT, name), { recursive: true, force: true });
  }
}

/**
 * Begins to build the image, and does not wait for that: the tests of the project do. Should it fail, they say so and
 * fail, and no other. At the end nothing may be left of it.
 */
export async function setup(): Promise<() => Promise<void>> {
  const place = placeOf(process.pid);
  sweep();
  await mkdir(place.folder, { recursive: true });
  const built = buildImage(place).catch((error: unknown) => writeFile(place.failure, String(error)));
  return async () => {
    await built;
    const real = await realpath(place.root).catch(() => place.root);
    const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
    const left = [
      ...mounts.filter((line) => line.includes(place.folder)),
      ...everyone()
        .filter(({ command }) => [place.root, real].some((path) => command.includes(path)))
        .map(({ pid, command }) => `process ${pid}: ${command}`),
    ];
    await rm(place.folder, { recursive: true, force: true });
    if (left.length > 0) throw new Error(`the tests of the image left behind\n  ${left.join('\n  ')}`);
  };
}

import { execFile } from 'node:child_process';
import { mkdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { requireDebian } from '../fixtures/debian.ts';
import { everyone } from '../fixtures/processes.ts';
import { placeOf } from './place.ts';

const run = promisify(execFile);
const BUILD = fileURLToPath(new URL('../../layers/container/build.sh', import.meta.url));

/**
 * Builds the image as `npm run image` does, with buildah and a store of its own, and mounts it. The store is plain folders
 * (`vfs`), which takes no mounts, so that removing a folder removes everything.
 */
export async function setup(): Promise<() => Promise<void>> {
  const { folder, root, inspected } = placeOf(process.pid);
  await requireDebian('buildah', 'debootstrap');
  await mkdir(folder, { recursive: true });
  const storage = join(folder, 'storage.conf');
  const paths = { graphroot: join(folder, 'store'), runroot: join(folder, 'run') };
  const lines = Object.entries({ driver: 'vfs', ...paths }).map(([key, value]) => `${key} = "${value}"\n`);
  await writeFile(storage, `[storage]\n${lines.join('')}`);
  const env = {
    ...{ PATH: process.env.PATH, HOME: folder, TMPDIR: folder },
    ...{ CONTAINERS_STORAGE_CONF: storage, BUILDAH_ISOLATION: 'chroot', CONTAINER_TOOL: 'buildah' },
  };
  const buildah = async (...argv: string[]): Promise<string> => {
    const { stdout } = await run('buildah', argv, { env, maxBuffer: 2 ** 24 });
    return stdout.trim();
  };
  await run('bash', [BUILD, '--base', 'debian', '--tag', 'sluice-test'], { env });
  await writeFile(inspected, await buildah('inspect', '--type', 'image', 'sluice-test'));
  const container = await buildah('from', '--pull-never', 'sluice-test');
  await symlink(await buildah('mount', container), root);
  return async () => {
    const real = await realpath(root);
    await buildah('umount', container);
    const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').filter((line) => line.includes(folder));
    const processes = everyone().filter(({ command }) => command.includes(real) || command.includes(root));
    await rm(folder, { recursive: true, force: true });
    const left = [...mounts, ...processes.map(({ pid, command }) => `process ${pid}: ${command}`)];
    if (left.length > 0) throw new Error(`the tests of the image left behind\n  ${left.join('\n  ')}`);
  };
}

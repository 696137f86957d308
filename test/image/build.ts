import { execFile } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requireDebian } from '../fixtures/debian.ts';
import { type Place, REPOSITORY } from './place.ts';

const run = promisify(execFile);

/** As the last of all, for it works while others are measured against the clock. */
const nicely = (file: string, argv: readonly string[], env: NodeJS.ProcessEnv): Promise<string> =>
  run('nice', ['-n', '19', file, ...argv], { env, maxBuffer: 2 ** 24 }).then(({ stdout }) => stdout.trim());

/** Of buildah and what starts it: plain folders (`vfs`) and `chroot` take neither mounts nor an engine. */
export const buildahEnvironment = (storage: string, folder: string) => ({
  ...{ PATH: process.env.PATH, HOME: folder, TMPDIR: folder },
  ...{ CONTAINERS_STORAGE_CONF: storage, BUILDAH_ISOLATION: 'chroot', CONTAINER_TOOL: 'buildah' },
});

/**
 * Builds the image as `npm run image` does, with buildah and a store of its own, and mounts it. The store is plain folders
 * (`vfs`), which takes no mounts: whoever removes the folder has removed everything.
 */
export async function buildImage({ folder, root, storage, container, inspected }: Place): Promise<void> {
  await requireDebian('buildah', 'debootstrap');
  const paths = { graphroot: join(folder, 'store'), runroot: join(folder, 'run') };
  const lines = Object.entries({ driver: 'vfs', ...paths }).map(([key, value]) => `${key} = "${value}"\n`);
  await writeFile(storage, `[storage]\n${lines.join('')}`);
  const env = buildahEnvironment(storage, folder);
  const script = join(REPOSITORY, 'layers/container/build.sh');
  await nicely('bash', [script, '--base', 'debian', '--tag', 'sluice-test'], env);
  const buildah = (...argv: string[]): Promise<string> => nicely('buildah', argv, env);
  await writeFile(inspected, await buildah('inspect', '--type', 'image', 'sluice-test'));
  const name = await buildah('from', '--pull-never', 'sluice-test');
  await writeFile(container, name);
  await symlink(await buildah('mount', name), root);
}

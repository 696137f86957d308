import { rename, rm } from 'node:fs/promises';

const isInTheWay = (error: NodeJS.ErrnoException): boolean => error.code === 'ENOTEMPTY' || error.code === 'EEXIST';

/**
 * Makes a folder anew, beside the old one, and puts it in its place when it is whole: whoever reads there meanwhile, as a service that
 * starts an environment, finds all of the one or all of the other; and two that make it at the same time are not in each other's way.
 *
 * @param make - makes it, under the name that it is given
 */
export async function putInPlace(folder: string, make: (fresh: string) => Promise<void>): Promise<void> {
  const [fresh, old] = [`${folder}.new-${process.pid}`, `${folder}.old-${process.pid}`];
  try {
    await make(fresh);
    for (;;) {
      await rename(folder, old).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
      try {
        return await rename(fresh, folder);
      } catch (error) {
        // Another one has put its own there in between.
        if (!isInTheWay(error as NodeJS.ErrnoException)) throw error;
        await rm(old, { recursive: true, force: true });
      }
    }
  } finally {
    await Promise.all([fresh, old].map((left) => rm(left, { recursive: true, force: true })));
  }
}

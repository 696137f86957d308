import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const OUT = join(REPOSITORY, 'layers/container/out');

/** What the project `image` builds, in a folder of this run. */
export interface Place {
  readonly folder: string;
  /** The image's root: a link to where its container is mounted. */
  readonly root: string;
  /** What `buildah inspect` says of the image. */
  readonly inspected: string;
}

/** @param run - of vitest's own process: what one run has built is no other's */
export function placeOf(run: number): Place {
  const folder = join(OUT, `test-${run}`);
  return { folder, root: join(folder, 'root'), inspected: join(folder, 'image.json') };
}

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/** Where folders of runs are, each with the id of vitest's process behind it. */
export const OUT = join(REPOSITORY, 'layers/container/out');
export const PREFIX = 'test-';

/** What the project `image` builds, in a folder of one run. */
export interface Place {
  readonly folder: string;
  /** The image's root, a link to where its container is mounted; it comes last, when all is done. */
  readonly root: string;
  /** buildah's configuration, and the name of its container. */
  readonly storage: string;
  readonly container: string;
  /** What `buildah inspect` says of the image. */
  readonly inspected: string;
  /** Why there is no image. */
  readonly failure: string;
}

/** @param folder - beside the image's root */
const within = (folder: string): Place => ({
  folder,
  root: join(folder, 'root'),
  storage: join(folder, 'storage.conf'),
  container: join(folder, 'container'),
  inspected: join(folder, 'image.json'),
  failure: join(folder, 'failure'),
});

/** @param run - of vitest's own process: what one run has built is no other's */
export const placeOf = (run: number): Place => within(join(OUT, PREFIX + run));

/** The place of the run that a test is part of: vitest.config.ts gives the root. */
export const placeHere = (): Place => within(join(process.env.IMAGE_ROOT ?? '', '..'));

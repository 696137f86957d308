import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { isAbsolute, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const CONFINE = fileURLToPath(new URL('confine.sh', import.meta.url));
const CONFINE_IMAGE = fileURLToPath(new URL('confine-image.sh', import.meta.url));

/** Lambda's default: https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html */
const TMP_MEGABYTES = 512;

/** First as root, who may; then as somebody who is root in a namespace of users of his own. */
const UNSHARE = [
  ['unshare', '--mount'],
  ['unshare', '--mount', '--map-root-user'],
] as const;

/** What a program is to find, and where it starts. */
export interface Confined {
  readonly layers: readonly string[];
  /** Files and folders of the host that it needs, wherever they are. */
  readonly needed: readonly string[];
  /** Control groups that it joins. */
  readonly cgroups: readonly string[];
  readonly directory: string;
  /** The root of an image to be made ready, which takes the place of all but the control groups. */
  readonly image?: string | undefined;
}

/** Puts a program into a file system of its own: what goes in front of its command line. */
export type Confine = (confined: Confined) => readonly string[];

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep);

/** What lies in /tmp, without what lies within another of them. */
function keptInTmp(paths: readonly string[]): string[] {
  const inTmp = [...new Set(paths.filter((path) => isAbsolute(path)).map((path) => resolve(path)))].filter(
    (path) => isWithin(path, '/tmp') && path !== '/tmp' && existsSync(path),
  );
  return inTmp.filter((path) => !inTmp.some((other) => other !== path && isWithin(path, other)));
}

const commandOf = (unshare: readonly string[], { layers, needed, cgroups, directory, image }: Confined): string[] => {
  if (image !== undefined) {
    return [...unshare, '/bin/sh', CONFINE_IMAGE, String(TMP_MEGABYTES), image, cgroups.join('\n')];
  }
  const kept = keptInTmp([directory, ...layers, ...needed]);
  const lists = [layers, kept, cgroups].map((list) => list.join('\n'));
  return [...unshare, '/bin/sh', CONFINE, String(TMP_MEGABYTES), ...lists, directory];
};

function works(command: readonly string[]): boolean {
  const [file = '', ...argv] = [...command, 'true'];
  return spawnSync(file, argv, { stdio: 'ignore' }).status === 0;
}

/** @returns `undefined` where this machine does not let us: not Linux, not root and no namespaces of users, no /opt */
export function findConfinement(): Confine | undefined {
  const nothing = { layers: [], needed: [], cgroups: [], directory: '/' };
  const unshare = UNSHARE.find((candidate) => works(commandOf(candidate, nothing)));
  return unshare && ((confined) => commandOf(unshare, confined));
}

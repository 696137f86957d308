import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { OfflineError } from '../errors.ts';
import { type Cgroup, findCgroups, type Share } from './cgroups.ts';
import { type Confined, findConfinement } from './mounts.ts';

/** Lambda's default size of /tmp, which counts as memory where it is kept in memory. */
const TMP_BYTES = 512 * 1024 ** 2;

/** With this much memory a function has one processor: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MEGABYTES_A_PROCESSOR = 1769;

/** What an environment is made to live in. */
export interface Dwelling {
  /** Goes in front of its command line. */
  readonly command: readonly string[];
  /** Whether its layers are in /opt. */
  readonly hasOpt: boolean;
  readonly cgroup: Cgroup | undefined;
}

/** What is to live there. */
export interface Tenant extends Omit<Confined, 'cgroups' | 'image'> {
  /** A name for its control groups. */
  readonly name: string;
  readonly memoryMegabytes: number;
}

/** Makes what sets environments apart from this machine, as far as it can. */
export interface Confinement {
  dwelling(tenant: Tenant): Dwelling;
  /** What can be had here, for whoever wants to know. */
  readonly description: string;
  close(): Promise<void>;
}

/**
 * @param serviceDirectory - where the service is
 * @param processors - whether an environment gets processors by its memory, or all
 * @param image - the root of an image that all of them live in
 * @throws OfflineError where that cannot be done
 */
export function createConfinement(
  serviceDirectory: string,
  processors: 'all' | 'by-memory',
  image?: string,
): Confinement {
  const confine = findConfinement();
  if (confine && image === undefined && resolve(serviceDirectory) === '/tmp') {
    throw new OfflineError(
      'A service cannot be /tmp itself, of which every environment has its own: move it to a folder.',
    );
  }
  if (image !== undefined && !confine) {
    throw new OfflineError('custom.lambdaOffline.image takes Linux, and root or namespaces of users.');
  }
  // They are joined by what makes the file system.
  const cgroups = confine && findCgroups();
  let count = 0;

  function shareOf(memoryMegabytes: number): Share {
    const memoryBytes = memoryMegabytes * 1024 ** 2 + TMP_BYTES;
    return processors === 'all'
      ? { memoryBytes }
      : { memoryBytes, processors: memoryMegabytes / MEGABYTES_A_PROCESSOR };
  }

  function ownFiles(): string {
    if (image !== undefined) return `in the image ${image}, own /tmp of 512 MB, nothing else to be written`;
    return confine
      ? 'own /tmp of 512 MB, layers in /opt'
      : "this machine's /tmp and no /opt (it takes root, or namespaces of users)";
  }

  return {
    dwelling({ name, memoryMegabytes, ...tenant }) {
      const confined = { ...tenant, image, layers: tenant.layers.filter((layer) => existsSync(layer)) };
      count += 1;
      const cgroup = cgroups?.create(`${name}-${count}`, shareOf(memoryMegabytes));
      const command = confine?.({ ...confined, cgroups: cgroup?.paths ?? [] }) ?? [];
      return { command, hasOpt: confine !== undefined && confined.layers.length > 0, cgroup };
    },
    description: [ownFiles(), cgroups ? 'memory by control groups and by measuring' : 'memory by measuring'].join('; '),
    close: async () => cgroups?.close(),
  };
}

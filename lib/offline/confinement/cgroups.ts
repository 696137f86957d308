import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NICE } from '../process/priority.ts';

const ROOT = '/sys/fs/cgroup';
const PREFIX = 'lambda-offline-';
/** How often the kernel shares a processor out, in microseconds: its own default. */
const PERIOD = 100_000;
/** What the kernel counts for a nice of 10, of 1024 (sched_prio_to_weight, kernel/sched/core.c): the older interface takes no other number. */
const SHARES = 110;

/** What an environment may have at most. */
export interface Share {
  readonly memoryBytes: number;
  /** Processors, in fractions; absent: all there are. */
  readonly processors?: number;
}

/** The control groups of one environment. */
export interface Cgroup {
  /** A process joins by writing its number into their `cgroup.procs`. */
  readonly paths: readonly string[];
  /** Processes that the kernel has killed for want of memory. */
  kills(): number;
  /** Ends what is still in it, wherever that has gone to hide, and it. */
  remove(): void;
}

/** Where groups are made, by the generation of the interface: cgroups(7). */
interface Hierarchy {
  readonly folders: readonly string[];
  settings({ memoryBytes, processors }: Share): readonly (readonly [file: string, value: string])[];
  /** For all environments together, beside everybody else on this machine. */
  readonly weight: readonly [file: string, value: string];
  readonly events: string;
}

const quota = (processors: number): number => Math.max(1000, Math.round(processors * PERIOD));

/** Within our own group of a controller, so that its bounds hold for what we start as well. */
function ownGroup(controller: string): string {
  const line = new RegExp(`^\\d+:(?:[^:]*,)?${controller}(?:,[^:]*)?:(.*)$`, 'm');
  const [, path = ''] = line.exec(readFileSync('/proc/self/cgroup', 'utf8')) ?? [];
  const folder = join(ROOT, controller, path);
  return existsSync(folder) ? folder : join(ROOT, controller);
}

const version1 = (): Hierarchy => ({
  folders: [ownGroup('memory'), ownGroup('cpu')],
  settings: ({ memoryBytes, processors }) => [
    ['memory.limit_in_bytes', String(memoryBytes)],
    ...(processors === undefined ? [] : [['cpu.cfs_quota_us', String(quota(processors))] as const]),
  ],
  weight: ['cpu.shares', String(SHARES)],
  events: 'memory.oom_control',
});

const VERSION_2: Hierarchy = {
  folders: [ROOT],
  settings: ({ memoryBytes, processors }) => [
    ['memory.max', String(memoryBytes)],
    ...(processors === undefined ? [] : [['cpu.max', `${quota(processors)} ${PERIOD}`] as const]),
  ],
  weight: ['cpu.weight.nice', String(NICE)],
  events: 'memory.events',
};

/** Makes control groups, in a folder of this process. */
export interface Cgroups {
  /** @returns `undefined` where the kernel refuses one after all */
  create(name: string, share: Share): Cgroup | undefined;
  /** Settles when all of them are gone. */
  close(): Promise<void>;
}

/**
 * Puts all environments behind whoever is in no group: what hands their answers on, and who hears them. Within a group the
 * priorities of its processes count among themselves only.
 */
function giveWayIn(folders: readonly string[], [file, value]: Hierarchy['weight']): void {
  const folder = folders.find((one) => existsSync(join(one, file)));
  if (folder !== undefined) writeFileSync(join(folder, file), value);
}

function removed(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return !existsSync(folder);
  }
}

/** Empty where it is gone, or where there is no descriptor left to read it with. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Processes of a group of their own are killed by nobody else; those that fork meanwhile are met at the next try. */
function killAllIn(folder: string): void {
  for (const pid of read(join(folder, 'cgroup.procs')).split('\n').filter(Boolean)) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

async function removeSoon(folder: string): Promise<void> {
  for (let tries = 100; tries > 0 && !removed(folder); tries -= 1) {
    if (existsSync(folder)) killAllIn(folder);
    await sleep(10);
  }
}

/** Folders of emulators that are no more. */
function sweep(parent: string): void {
  for (const name of readdirSync(parent).filter((one) => one.startsWith(PREFIX))) {
    if (existsSync(`/proc/${name.slice(PREFIX.length).split('-')[0]}`)) continue;
    const folder = join(parent, name);
    for (const inner of readdirSync(folder, { withFileTypes: true })) {
      if (inner.isDirectory()) removed(join(folder, inner.name));
    }
    removed(folder);
  }
}

/** @returns `undefined` where this machine has none that we may use: not Linux, or not root */
export function findCgroups(): Cgroups | undefined {
  if (!existsSync('/proc/self/cgroup')) return undefined;
  const hierarchy = existsSync(join(ROOT, 'cgroup.controllers')) ? VERSION_2 : version1();
  const name = `${PREFIX}${process.pid}-${randomBytes(4).toString('hex')}`;
  const own = hierarchy.folders.map((folder) => join(folder, name));
  const removals = new Set<Promise<unknown>>();

  function create(name: string, share: Share): Cgroup | undefined {
    const paths = own.map((folder) => join(folder, name));
    const remove = (): void => {
      const removal = Promise.all(paths.map(removeSoon)).finally(() => removals.delete(removal));
      removals.add(removal);
    };
    try {
      for (const path of paths) mkdirSync(path, { recursive: true });
      for (const [file, value] of hierarchy.settings(share)) {
        const path = paths.find((folder) => existsSync(join(folder, file)));
        if (path === undefined) throw new Error(`the kernel has no ${file}`);
        writeFileSync(join(path, file), value);
      }
    } catch {
      remove();
      return undefined;
    }
    const kills = (): number => {
      const events = paths.map((path) => read(join(path, hierarchy.events))).join('\n');
      return Number(/^oom_kill (\d+)$/m.exec(events)?.[1] ?? 0);
    };
    return { paths, kills, remove };
  }

  try {
    hierarchy.folders.forEach(sweep);
    for (const folder of own) mkdirSync(folder, { recursive: true });
    // The older interface hands its controllers on by itself.
    if (hierarchy === VERSION_2) {
      for (const folder of own) writeFileSync(join(folder, 'cgroup.subtree_control'), '+memory +cpu');
    }
    giveWayIn(own, hierarchy.weight);
  } catch {
    for (const folder of own) removed(folder);
    return undefined;
  }
  async function close(): Promise<void> {
    await Promise.all(removals);
    for (const folder of own) removed(folder);
  }
  const trial = create('trial', { memoryBytes: 2 ** 30, processors: 1 });
  if (!trial) {
    void close();
    return undefined;
  }
  trial.remove();
  return { create, close };
}

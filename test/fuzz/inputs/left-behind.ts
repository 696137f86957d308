import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Watched } from './encoders.ts';

/** For what has been told to go and may take a moment; no measure of anything. */
const GRACE_MS = 10_000;

/** Descriptors of this process, by what they are: a pipe's or a socket's number changes, their count must not. */
function descriptors(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of readdirSync('/proc/self/fd')) {
    let kind: string;
    try {
      kind = readlinkSync(`/proc/self/fd/${name}`).replace(/:\[\d+\]$/, '');
    } catch {
      // The one that the folder itself was read by.
      continue;
    }
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/** Looks at what this process has. `than` says what there is more than once was, when it has had its time to go. */
export function leftBehind(watched: Watched, files: () => Promise<readonly string[]>) {
  const now = async () => descriptors();
  const more = async (before: ReadonlyMap<string, number>): Promise<readonly string[]> => [
    ...watched.running().map((pid) => `process ${pid} is left`),
    ...(await files()).map((name) => `file ${name} is left`),
    ...[...descriptors()]
      .filter(([kind, count]) => count > (before.get(kind) ?? 0))
      .map(([kind, count]) => `${count} descriptors of ${kind}, were ${before.get(kind) ?? 0}`),
  ];
  const than = async (before: ReadonlyMap<string, number>): Promise<readonly string[]> => {
    for (const end = Date.now() + GRACE_MS; Date.now() < end; await pause(20)) {
      if ((await more(before)).length === 0) return [];
    }
    return more(before);
  };
  return { now, than };
}

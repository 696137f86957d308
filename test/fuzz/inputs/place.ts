import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { layerDirectory } from '../../../layers/ffmpeg/layer.ts';
import { binary } from '../../layer/binary.ts';

/** What `layers/ffmpeg/build.sh --sanitize` has made. */
export const sanitized = `${layerDirectory(process.arch === 'arm64' ? 'arm64' : 'x86_64')}-sanitized/bin/ffmpeg`;

/** A program of one worker's own, so that what befalls it is known to be its. */
export interface Place {
  readonly folder: string;
  readonly isSanitized: boolean;
  readonly binary: string;
  /** What the address sanitizer has reported since the last time. */
  reports(): Promise<readonly string[]>;
}

/**
 * A process of the sanitized build has more than this only by a leak without end: a request for more is refused, as a
 * machine would, and does not end it. What leaks is not told: a process has one stream, and is killed in the middle of it.
 */
const OPTIONS = {
  detect_leaks: 0,
  allocator_may_return_null: 1,
  max_allocation_size_mb: 1_024,
  hard_rss_limit_mb: 1_500,
  quarantine_size_mb: 32,
  print_stacktrace: 1,
  exitcode: 99,
};

/** Encoders have an empty environment: whoever wants to tell them something stands in front of them. */
const script = (folder: string): string => {
  const options = Object.entries({ ...OPTIONS, log_path: join(folder, 'report') }).map((pair) => pair.join('='));
  const text = options.join(':');
  return `#!/bin/sh\nASAN_OPTIONS='${text}' UBSAN_OPTIONS='${text}' exec '${sanitized}' "$@"\n`;
};

/** Makes a worker's folder with its program: the layer's, or the sanitized one. */
export async function placeIn(folder: string, isSanitized: boolean): Promise<Place> {
  await mkdir(folder);
  const own = join(folder, 'ffmpeg');
  if (isSanitized) await writeFile(own, script(folder), { mode: 0o755 });
  else await symlink(binary, own);
  const reports = async (): Promise<readonly string[]> => {
    const names = (await readdir(folder)).filter((name) => name.startsWith('report'));
    const texts = names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8');
      await rm(join(folder, name));
      return text;
    });
    return Promise.all(texts);
  };
  return { folder, isSanitized, binary: own, reports };
}

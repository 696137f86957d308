import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { synthesiseWav } from './synthesise.ts';

const SOURCES = new URL('./', import.meta.url);
const FOLDER = new URL('../../../dist/sample/', import.meta.url);

/**
 * The path of the bundled sample, `dist/sample/millpond.wav`. It is synthesised when it is missing or older than the
 * code that makes it, which takes about a second, and appears whole or not at all: two starts at once do no harm.
 */
export async function ensureSample(): Promise<string> {
  const path = fileURLToPath(new URL('millpond.wav', FOLDER));
  if ((await modified(path)) > (await newestSource())) return path;
  await mkdir(FOLDER, { recursive: true });
  const unfinished = `${path}.${randomUUID()}`;
  await writeFile(unfinished, synthesiseWav());
  await rename(unfinished, path);
  return path;
}

async function newestSource(): Promise<number> {
  const names = (await readdir(SOURCES)).filter((name) => name.endsWith('.ts'));
  return Math.max(...(await Promise.all(names.map((name) => modified(fileURLToPath(new URL(name, SOURCES)))))));
}

/** When a file was last written, in ms since the epoch; 0 when there is none. */
async function modified(path: string): Promise<number> {
  const info = await stat(path).catch(() => undefined);
  return info?.mtimeMs ?? 0;
}

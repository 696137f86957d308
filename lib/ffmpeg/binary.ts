import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Where a binary is. `spawn` would look a name up on the PATH of the *child*, which is given none, and find whatever lies
 * in /usr/bin; in Lambda ours lies in /opt/bin.
 *
 * @param binary - a path, which is kept, or a name
 * @param path - PATH of our own environment
 */
export function locate(binary: string, path: string = process.env.PATH ?? ''): string {
  if (binary.includes('/')) return binary;
  const candidates = path
    .split(delimiter)
    .filter(Boolean)
    .map((directory) => join(directory, binary));
  return candidates.find(isExecutable) ?? binary;
}

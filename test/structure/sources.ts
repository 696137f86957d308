import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Files by their paths from the repository's root, with `/`. */
export type Tree = ReadonlyMap<string, string>;

/** What git tracks, and what it would: everything but what is ignored. Paths from the root. */
export function repositoryFiles(): string[] {
  const argv = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const names = execFileSync('git', argv, { cwd: ROOT, encoding: 'utf8' }).split('\0');
  // A file that was deleted and not yet committed is still in the index.
  return names.filter((name) => name !== '' && existsSync(ROOT + name));
}

/** The texts of the files whose paths fit. */
export function readTree(fits: RegExp): Tree {
  const names = repositoryFiles().filter((name) => fits.test(name));
  return new Map(names.map((name) => [name, readFileSync(ROOT + name, 'utf8')]));
}

/** As editors count: the newline at the end of a file begins no line. */
export function lineCount(text: string): number {
  return text.replace(/\n$/, '').split('\n').length;
}

/** The middle value, or the mean of the two in the middle; 0 of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2;
}

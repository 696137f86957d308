import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The clone that this is part of, from source or bundled; `undefined` in a package that somebody has installed elsewhere. */
export function cloneFolder(from: string = import.meta.dirname): string | undefined {
  if (existsSync(join(from, 'lib/cli/start.ts')) && existsSync(join(from, 'serverless.yml'))) return from;
  const above = dirname(from);
  return above === from ? undefined : cloneFolder(above);
}

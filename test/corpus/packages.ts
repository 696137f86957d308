import { readFile } from 'node:fs/promises';

/** A source package of Debian, as `versions.conf` pins it. */
export interface SourcePackage {
  readonly name: string;
  readonly version: string;
  /** Of upstream's archive. */
  readonly sha256: string;
}

/** Reads `versions.conf`, whose lines are those of the layer's. */
export async function packages(): Promise<readonly SourcePackage[]> {
  const text = await readFile(new URL('versions.conf', import.meta.url), 'utf8');
  const sums = new Map([...text.matchAll(/^file +(\S+) +([0-9a-f]{64}) /gm)].map(([, name, sum]) => [name, sum]));
  return [...text.matchAll(/^package +(\S+) +(\S+)/gm)].map(([, name = '', version = '']) => {
    const sha256 = sums.get(name);
    if (!sha256) throw new Error(`versions.conf names no file of ${name}`);
    return { name, version, sha256 };
  });
}

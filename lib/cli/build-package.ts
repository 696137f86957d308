import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writePages } from './package-pages.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The package's files, and what they are made of. */
const ENTRIES = {
  index: 'lib/client/node/node.ts',
  web: 'lib/client/client.ts',
  fallback: 'lib/client/fallback/fallback.ts',
  sluice: 'lib/cli/sluice.ts',
};

const EXPORTS = {
  '.': {
    node: { types: './types/client/node/node.d.ts', default: './index.mjs' },
    default: { types: './types/client/client.d.ts', default: './web.mjs' },
  },
  './fallback': { types: './types/client/fallback/fallback.d.ts', default: './fallback.mjs' },
  './package.json': './package.json',
};

/** Commander asks for it, and from there on a program in CommonJS may `require` an ES module (nodejs.org/en/blog/release/v22.12.0). */
const OLDEST_NODE = '>=22.12';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** Of what the repository needs, what its client and command import. */
const importsOf = (
  inputs: Readonly<Record<string, { imports: { path: string; external?: boolean }[] }>>,
): ReadonlySet<string> =>
  new Set(
    Object.values(inputs)
      .flatMap(({ imports }) => imports)
      .filter(({ external, path }) => external && !path.startsWith('node:'))
      .map(({ path }) =>
        path
          .split('/')
          .slice(0, path.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
  );

/** Builds the package that other programs install: the client for Node and for everywhere else, the fallback, and the command. */
export async function buildPackage(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { metafile } = await build({
    entryPoints: Object.fromEntries(Object.entries(ENTRIES).map(([name, path]) => [name, join(root, path)])),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    chunkNames: 'parts/[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node22',
    metafile: true,
    logLevel: 'warning',
  });
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Manifest;
  const imported = importsOf(metafile.inputs);
  const dependencies = Object.entries(manifest.dependencies).filter(([name]) => imported.has(name));
  const { name, version, description, license, type, peerDependencies, peerDependenciesMeta } = manifest;
  const published = {
    ...{ name, version, description, license, type, engines: { node: OLDEST_NODE } },
    // For what does not read `exports`: TypeScript's older resolution, which many a program in CommonJS still has.
    ...{ main: EXPORTS['.'].node.default, types: EXPORTS['.'].node.types },
    ...{ bin: { sluice: './sluice.mjs' }, exports: EXPORTS, sideEffects: false },
    ...{ dependencies: Object.fromEntries(dependencies), peerDependencies, peerDependenciesMeta },
  };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(published, undefined, 2)}\n`);
  await writePages(root, folder);
}

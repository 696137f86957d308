import { readdir } from 'node:fs/promises';
import { join, parse, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildPackage } from './build-package.ts';
import { builtinModules } from './builtin-modules.ts';
import { putInPlace } from './put-in-place.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A function's source → what it is bundled into, and what serverless.yml names as its handler. */
const entries = async (): Promise<{ in: string; out: string }[]> =>
  (await readdir(join(root, 'functions')))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ in: join(root, 'functions', file), out: join(parse(file).name, 'index') }));

/**
 * Bundles every function on its own: what a handler imports is paid in each of 50 environments, in milliseconds before it
 * is ready and in megabytes after.
 */
async function buildFunctions(folder: string): Promise<void> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: await entries(),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    sourcemap: 'linked',
    platform: 'node',
    format: 'esm',
    // The SDK's CommonJS loads Node's modules by `require`, which a bundle of modules has not; and it cannot be shaken.
    mainFields: ['module', 'main'],
    target: 'node24',
    plugins: [builtinModules],
    metafile: true,
    logLevel: 'warning',
  });
  for (const [file, { bytes }] of Object.entries(metafile.outputs)) {
    if (!file.endsWith('.mjs')) continue;
    const name = join('dist/functions', relative(folder, join(root, file)));
    process.stdout.write(`built ${name} (${Math.ceil(bytes / 1024)} KB)\n`);
  }
}

await putInPlace(join(root, 'dist/functions'), buildFunctions);
await putInPlace(join(root, 'dist/npm'), buildPackage);

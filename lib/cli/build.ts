import { readdir, rm } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildPackage } from './build-package.ts';
import { builtinModules } from './builtin-modules.ts';

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
async function buildFunctions(): Promise<void> {
  await rm(join(root, 'dist/functions'), { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: await entries(),
    outdir: join(root, 'dist/functions'),
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
    if (file.endsWith('.mjs')) process.stdout.write(`built ${file} (${Math.ceil(bytes / 1024)} KB)\n`);
  }
}

await buildFunctions();
await buildPackage();

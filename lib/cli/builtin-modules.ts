import type { Plugin } from 'esbuild';

/**
 * Takes Node's own modules as `require` does. An `import` of one reads every property that it has, also those that are made
 * when they are asked for: `node:http` has `WebSocket`, and with it comes all of undici, 37 ms of a cold start
 * (lib/internal/bootstrap/realm.js, `syncExports`; docs/decisions.md).
 */
export const builtinModules: Plugin = {
  name: 'builtin-modules',
  setup: (build) => {
    build.onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: 'builtin' }));
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

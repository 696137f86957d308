#!/usr/bin/env node
// What `npx sluice` runs in a clone, in whatever Node there is: where nothing has been set up, or that Node knows no TypeScript, the
// loader would answer with its stack. So it uses nothing that has to be installed, and no syntax that Node 20 does not know.
try {
  await import('./sluice.ts');
} catch (error) {
  const missing = ['ERR_UNKNOWN_FILE_EXTENSION', 'ERR_MODULE_NOT_FOUND'];
  if (!(error instanceof Error && 'code' in error && missing.includes(String(error.code)))) throw error;
  process.stderr.write('sluice: nothing is set up in this clone yet: `npm start` does it, or `npm run build` alone.\n');
  process.exitCode = 2;
}

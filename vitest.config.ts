import { defineConfig } from 'vitest/config';

/** `structure` reads the repository and needs nothing built; it is also part of `npm run check`. */
export default defineConfig({
  test: {
    reporters: ['default', './test/reporter.ts'],
    projects: [
      { test: { name: 'structure', include: ['test/structure/**/*.test.ts'] } },
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts', 'test/contract/**/*.test.ts'] } },
      {
        test: {
          name: 'whole',
          include: ['test/{integration,offline,security,layer}/**/*.test.ts'],
          globalSetup: './test/leftovers.ts',
          // Many of these wait more than they work: for sources that fall silent, for stations, for deadlines.
          maxWorkers: 3,
          // Against hanging, and no measure of anything: the machine may be a slow one.
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});

import { defineConfig } from 'vitest/config';
import { placeOf } from './test/image/place.ts';

/**
 * The first two build or pack the bundles that the others run, and come when those are done. The last runs 377 servers in a minute
 * by the service's own clocks: beside three other files on a slow machine their answers are late, and the service is right to say so.
 */
const ALONE = [
  'test/offline/start.test.ts',
  'test/integration/template.test.ts',
  'test/integration/source/misbehaving.test.ts',
];

/**
 * Of files at once, in every project that shares its turn with another: vitest refuses two figures in one turn. Many of them wait
 * more than they work: for sources that fall silent, for stations, for deadlines. A fourth took two cores of a slow machine to where
 * clients and services thought each other silent.
 */
const AT_ONCE = 3;

/** `structure` reads the repository and needs nothing built; it is also part of `npm run check`. */
export default defineConfig({
  test: {
    reporters: ['default', './test/reporter.ts'],
    projects: [
      // It reads every file, which takes its time where others read too.
      {
        test: { name: 'structure', include: ['test/structure/**/*.test.ts'], maxWorkers: AT_ONCE, testTimeout: 30_000 },
      },
      // Nothing here keeps anything in a module: a hundred files read them once, which was more than half of their CPU.
      // Some encode their audio first, which takes its time on a slow machine.
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/contract/**/*.test.ts'],
          isolate: false,
          maxWorkers: AT_ONCE,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'whole',
          include: ['test/{documentation,integration,offline,security,layer,load}/**/*.test.ts'],
          exclude: ALONE,
          globalSetup: './test/leftovers.ts',
          maxWorkers: AT_ONCE,
          // Against hanging, and no measure of anything: the machine may be a slow one.
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'alone',
          include: ALONE,
          sequence: { groupOrder: 1 },
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'image',
          include: ['test/image/**/*.test.ts'],
          // It is built while the others run, and these come last.
          globalSetup: './test/image/setup.ts',
          setupFiles: './test/image/ready.ts',
          env: { IMAGE_ROOT: placeOf(process.pid).root },
          sequence: { groupOrder: 2 },
          maxWorkers: 2,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});

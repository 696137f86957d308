import type { TestModule } from 'vitest/node';

/** Says at the end, in one line that any tool can read, how many tests there were. */
export default class Counts {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state === 'pending' ? 'failed' : state] += 1;
      }
      // A file that could not be read, or whose set-up failed, has no test to count but is a failure.
      if (module.state() === 'failed' && ![...module.children.allTests('failed')].length) counts.failed += 1;
    }
    counts.failed += errors.length;
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
    process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
  }
}

import { basename } from 'node:path';
import type { TestCase, TestModule } from 'vitest/node';

const groupOf = ({ moduleId }: TestModule): string => basename(moduleId, '.test.ts');

/** A line a fault, with what has to come of it and whether it did; at the end how many there were of each kind. */
export default class Verdicts {
  onTestCaseResult(test: TestCase): void {
    const { state, errors } = test.result();
    const verdict = state === 'passed' ? 'held  ' : state === 'skipped' ? 'skipped' : 'FAILED';
    process.stdout.write(`${verdict} ${groupOf(test.module)}: ${test.fullName}\n`);
    for (const { message } of errors ?? []) process.stdout.write(`       ${message}\n`);
  }

  onUserConsoleLog({ content }: { readonly content: string }): void {
    process.stdout.write(content);
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly { readonly message: string }[]): void {
    for (const { message } of errors) process.stdout.write(`FAILED beside the tests: ${message}\n`);
    for (const module of modules.toSorted((a, b) => groupOf(a).localeCompare(groupOf(b)))) {
      const states = [...module.children.allTests()].map((test) => test.result().state);
      const held = states.filter((state) => state === 'passed').length;
      // A file whose set-up failed has tests that never ran.
      const verdict = module.state() === 'failed' ? 'FAILED' : 'held';
      for (const { message } of module.errors()) process.stdout.write(`FAILED ${groupOf(module)}: ${message}\n`);
      process.stdout.write(
        `found: ${groupOf(module)}: ${held} of ${states.length} held${verdict === 'held' ? '' : ', FAILED'}\n`,
      );
    }
  }
}

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { withSection } from '../bench/report/section.ts';
import { table } from '../bench/report/table.ts';
import { BENCHMARKS } from './benchmarks.ts';
import { type Ran, run } from './run.ts';
import { TRIALS, type Trial } from './trials.ts';

/**
 * Measures and tries everything that docs/benchmarks.md and docs/reliability.md tell, and writes their tables anew. It takes an
 * afternoon, on a machine that does nothing else: every figure is one of time, or of a trial that is to find something.
 *
 *   npm run proof                             # all of it
 *   npm run proof -- --only bench:cpu         # that alone, once or several times; also a trial's name
 *   npm run proof -- --skip seams             # all but that
 */
const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true }, skip: { type: 'string', multiple: true } },
});
const known = [...BENCHMARKS.map(([script]) => script), ...TRIALS.map(({ name }) => name)];
for (const name of [...(values.only ?? []), ...(values.skip ?? [])]) {
  if (!known.includes(name)) {
    process.stderr.write(`There is no “${name}”. There are: ${known.join(', ')}\n`);
    process.exit(64);
  }
}
const isWanted = (name: string): boolean =>
  (values.only === undefined || values.only.includes(name)) && !values.skip?.includes(name);

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));
const PAGE = `${DOCS}reliability.md`;
const minutes = (seconds: number): string => `${(seconds / 60).toFixed(1)} min`;

/** Into the section of a trial: when, how long, and what it told. */
async function tell({ name, script, variables, criterion }: Trial, { held, seconds, found }: Ran): Promise<void> {
  const on = new Date().toISOString().slice(0, 10);
  const words = Object.entries(variables).map(([key, value]) => `${key}=${value}`);
  const section = [
    table({
      of: 'criterion',
      columns: [{ title: 'verdict' }, { title: 'on' }, { title: 'took' }],
      rows: [[criterion, held ? 'held' : '**did not hold**', on, minutes(seconds)]],
    }),
    '',
    `\`${[...words, 'npm run', script].join(' ')}\``,
    '',
    ...found.map((line) => `- ${line.replaceAll('|', '\\|')}`),
  ].join('\n');
  await writeFile(PAGE, withSection(await readFile(PAGE, 'utf8'), name, section));
}

const failed: string[] = [];
for (const [script, rounds] of BENCHMARKS.filter(([name]) => isWanted(name))) {
  process.stdout.write(`\nproof: ${script}, ${rounds} rounds\n`);
  const { held, seconds } = await run(script, [String(rounds), '--publish']);
  process.stdout.write(`proof: ${script} ${held ? 'done' : 'FAILED'} in ${minutes(seconds)}\n`);
  if (!held) failed.push(script);
}
if (values.only === undefined || values.only.some((name) => name.startsWith('bench:'))) await run('bench:goals', []);
for (const trial of TRIALS.filter(({ name }) => isWanted(name))) {
  process.stdout.write(`\nproof: ${trial.name}: ${trial.criterion}\n`);
  const ran = await run(trial.script, [], trial.variables);
  await tell(trial, ran);
  process.stdout.write(`proof: ${trial.name} ${ran.held ? 'held' : 'DID NOT HOLD'} in ${minutes(ran.seconds)}\n`);
  if (!ran.held) failed.push(trial.name);
}
process.stdout.write(failed.length === 0 ? '\nproof: all of it held\n' : `\nproof: not ${failed.join(', ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;

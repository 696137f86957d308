import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { bars } from './bars.ts';
import type { Measured } from './measured.ts';
import { withSection } from './section.ts';
import { table } from './table.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PAGE = `${ROOT}docs/benchmarks.md`;

/**
 * Prints what was measured, and writes `NAME.json` and `NAME.svg` into dist/bench; with `--publish` on the command line also into
 * docs/benchmarks, and the table into its section of docs/benchmarks.md.
 */
export async function publish(measured: Measured): Promise<void> {
  const isPublished = process.argv.includes('--publish');
  const folder = `${ROOT}${isPublished ? 'docs/benchmarks' : 'dist/bench'}`;
  const { name, command } = measured;
  const on = new Date().toISOString().slice(0, 10);
  const processors = cpus();
  const machine = `${processors.length} × ${processors[0]?.model ?? 'unknown'}, Node ${process.versions.node}`;
  process.stdout.write(`\n${measured.title}\n\n${table(measured)}\n\n`);
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/${name}.json`, `${JSON.stringify({ ...measured, on, machine }, undefined, 2)}\n`);
  await writeFile(`${folder}/${name}.svg`, bars(measured));
  if (isPublished) {
    const section = `${table(measured)}\n\n![${measured.title}](benchmarks/${name}.svg)\n\n\`${command}\`, ${on}.`;
    await writeFile(PAGE, withSection(await readFile(PAGE, 'utf8'), name, section));
  }
}

/** How often it is done: the first number on the command line. */
export function roundsOr(otherwise: number): number {
  const given = process.argv.slice(2).find((word) => !word.startsWith('--'));
  const rounds = Number(given ?? otherwise);
  if (Number.isInteger(rounds) && rounds > 0) return rounds;
  throw new Error(`“${given}” is no number of rounds: give a whole number, 1 or more`);
}

/** To the standard error output: tables may go into a file. */
export const progress = (words: string): void => void process.stderr.write(`${words}\n`);

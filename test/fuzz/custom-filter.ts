import { requireDebian } from '../fixtures/debian.ts';
import { found } from '../fixtures/found.ts';
import { campaign } from './campaign.ts';

/**
 * Generated strings against `filters.custom_filter`: `FUZZ_STRINGS` of them (100,000) from `FUZZ_SEED` (1), and
 * `FUZZ_RUN` of the accepted chains (all) through the layer's ffmpeg. The exit code is 1 where anything was wrong.
 */
const count = Number(process.env.FUZZ_STRINGS ?? 100_000);
const seed = Number(process.env.FUZZ_SEED ?? 1);
const run = Number(process.env.FUZZ_RUN ?? Number.POSITIVE_INFINITY);

const say = (line: string) => process.stdout.write(`${line}\n`);

await requireDebian('strace');
const began = performance.now();
let told = 0;
const findings = await campaign({ count, seed, run }, ({ ran, distinct, failures }) => {
  for (; told < failures.length; told++) say(`FAILED ${failures[told]}`);
  if (ran % 500 === 0) say(`${ran} of ${Math.min(run, distinct)} chains run, ${failures.length} failures`);
});
for (const failure of findings.failures.slice(told)) say(`FAILED ${failure}`);
const [cpu, slowest] = findings.cpu;
const [resident, largest] = findings.residentKib;
found(
  `seed ${seed}: ${count} strings, ${findings.accepted} accepted, ${findings.distinct} distinct, ${findings.ran} run`,
);
say(`filters: ${[...findings.filters].map(([name, times]) => `${name} ${times}`).join(', ')}`);
say(`at most ${cpu.toFixed(2)} s of CPU for a second of sound: ${slowest}`);
say(`at most ${(resident / 1024).toFixed(1)} MB: ${largest}`);
found(`${findings.failures.length} failures, ${((performance.now() - began) / 1000).toFixed(0)} s`);
process.exitCode = findings.failures.length > 0 ? 1 : 0;

import { found } from '../fixtures/found.ts';
import { campaign } from './requests/campaign.ts';

/** `FUZZ_REQUESTS` generated requests (10,000) from `FUZZ_SEED` (1) to the function. The exit code is 1 where anything was wrong. */
const count = Number(process.env.FUZZ_REQUESTS ?? 10_000);
const seed = Number(process.env.FUZZ_SEED ?? 1);

const say = (line: string) => process.stdout.write(`${line}\n`);
const began = performance.now();
const kinds = new Map<string, number>();
let failed = 0;
// The lines of metrics are of no interest here, and are many.
process.env.POWERTOOLS_METRICS_DISABLED = 'true';

await campaign(count, seed, ({ number, asked, answered, wrong }) => {
  const code = answered.statusCode < 400 ? '' : ` ${/"code":"(\w+)"/.exec(answered.body.toString())?.[1]}`;
  const kind = `${answered.statusCode}${code}`;
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  if (wrong.length > 0) {
    failed += 1;
    const { body, ...others } = asked;
    say(
      `FAILED seed ${seed}, number ${number} (${JSON.stringify({ ...others, body: body.toString('latin1') }).slice(0, 2_000)}):`,
    );
    for (const what of wrong) say(`  ${what}`);
  }
  if ((number + 1) % 1_000 === 0) say(`${number + 1} of ${count}, ${failed} failures`);
});
for (const [kind, times] of [...kinds].toSorted(([, one], [, other]) => other - one)) found(`${kind}: ${times}`);
found(`all: ${count}, in ${((performance.now() - began) / 1000).toFixed(0)} s`);
found(`failures: ${failed}`);
process.exitCode = failed > 0 ? 1 : 0;

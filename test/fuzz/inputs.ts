import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { found } from '../fixtures/found.ts';
import { campaign } from './inputs/campaign.ts';
import { sanitized } from './inputs/place.ts';
import { oddFiles, writtenFiles } from './inputs/real-files.ts';
import { tally } from './inputs/tally.ts';

/**
 * `FUZZ_INPUTS` damaged files (10,000) from `FUZZ_SEED` (1) through the service, from number `FUZZ_FROM` (0) on; with
 * `FUZZ_SANITIZED=1` by the layer's sanitized build. A file that something was wrong with is kept in `dist/fuzz`. The exit
 * code is 1 where anything was wrong.
 */
const count = Number(process.env.FUZZ_INPUTS ?? 10_000);
const seed = Number(process.env.FUZZ_SEED ?? 1);
const from = Number(process.env.FUZZ_FROM ?? 0);
const isSanitized = process.env.FUZZ_SANITIZED === '1';
const KEPT = fileURLToPath(new URL('../../dist/fuzz/', import.meta.url));

const say = (line: string) => process.stdout.write(`${line}\n`);
if (isSanitized && !existsSync(sanitized)) throw new Error('first run: bash layers/ffmpeg/build.sh --sanitize');
const numbers = Array.from({ length: count }, (_, index) => from + index);
const { add, rows, fail, failed } = tally();
const tell = (text: string): void => {
  fail();
  say(`FAILED ${text}`);
};
mkdirSync(KEPT, { recursive: true });

await campaign(
  { kinds: [await writtenFiles(), await oddFiles()], seed, numbers, isSanitized },
  (tried) => {
    add(tried);
    const { input, wrong } = tried;
    if (wrong.length === 0) return;
    writeFileSync(`${KEPT}${seed}-${input.number}`, input.bytes);
    tell(
      `seed ${seed}, number ${input.number} (${input.name}, ${JSON.stringify(input.fields)}, ${JSON.stringify(input.serving)}): ${wrong.join('\n')}`,
    );
  },
  (aftermath, sent) => {
    for (const what of aftermath) tell(`seed ${seed}, up to number ${from + sent}: ${what}`);
    if (sent % 500 === 0) say(`${sent} of ${count}, ${failed()} failures`);
  },
);
for (const row of rows()) found(row.replace(/ +/, ': '));
process.exitCode = failed() === 0 ? 0 : 1;

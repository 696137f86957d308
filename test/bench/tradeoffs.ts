import { requireDebian } from '../fixtures/debian.ts';
import { cpu, heard, size, type Variant } from './tradeoffs/measure.ts';
import { minute, pieces } from './tradeoffs/pieces.ts';
import { FILES, LISTENED, STOCK } from './tradeoffs/variants.ts';

/**
 * What each choice of an encoder's settings costs and gives: CPU time of the layer's binary for a minute, against Debian's
 * ffmpeg with `-c:a libopus -b:a 64k` (= 1); kbit/s; and how much of the coding can be heard, by the noise-to-mask ratio of
 * ITU-R BS.1387. Prints tables; asserts nothing, because machines differ.
 *
 *   npm run bench:tradeoffs [-- RUNS [TABLE]]
 */
const RUNS = Number(process.argv[2] ?? 5);
const ONLY = process.argv[3];

await requireDebian('ffmpeg');
const input = await minute();
const listened = await pieces();

/** Costs of these beside the stock binary's, which is measured in the same turns. */
function costs(variants: readonly Variant[]): string[] {
  const [stock = Number.NaN, ...own] = cpu([STOCK, ...variants], input, RUNS);
  return own.map((seconds) => (seconds / stock).toFixed(2));
}

const print = (cells: readonly string[]): boolean => process.stdout.write(`| ${cells.join(' | ')} |\n`);
const kbps = (variant: Variant): string => ((size(variant, input) * 8) / 60_000).toFixed(1);

for (const [title, variants] of Object.entries(LISTENED)) {
  if (ONLY && !title.startsWith(ONLY)) continue;
  process.stdout.write(`\n${title}\n\n`);
  print(['setting', 'CPU', 'kbit/s', 'NMR, dB', 'worst piece', 'disturbed', 'SNR, dB']);
  print(Array(7).fill('---'));
  const cost = costs(variants);
  for (const [index, variant] of variants.entries()) {
    const { noiseToMask, worst, disturbed, snr } = await heard(variant, listened);
    const figures = [noiseToMask.toFixed(1), worst.toFixed(1), `${(100 * disturbed).toFixed(1)} %`, snr.toFixed(1)];
    print([variant.name, cost[index] ?? '', kbps(variant), ...figures]);
  }
}
for (const [title, variants] of Object.entries(FILES)) {
  if (ONLY && !title.startsWith(ONLY)) continue;
  process.stdout.write(`\n${title}\n\n`);
  print(['setting', 'CPU', 'kbit/s']);
  print(Array(3).fill('---'));
  const cost = costs(variants);
  for (const [index, variant] of variants.entries()) print([variant.name, cost[index] ?? '', kbps(variant)]);
}

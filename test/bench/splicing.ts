import { brokenStream } from '../fixtures/broken-stream.ts';
import { media } from '../fixtures/media.ts';
import { random } from '../fixtures/random.ts';
import { serveFiles } from '../fixtures/servers.ts';

/**
 * What is heard of a stream that broke, by how far in front of a seam the next answer begins: the largest difference from the
 * undisturbed answer in 20 ms around a seam, against what an encoder differs from its source there; the largest lag, and the
 * largest step against the undisturbed answer's.
 *
 *   npm run bench:splicing
 */
const PREROLLS = [0.1, 1, 2, 4, 10];
const TIMES = 10;
const REQUESTS: readonly Record<string, unknown>[] = [
  { output_format: 'opus' },
  { output_format: 'opus', low_latency: false },
  { output_format: 'aac' },
  { output_format: 'mp3' },
  { output_format: 'pcm', normalize: true },
  { output_format: 'pcm', filters: { custom_filter: 'dynaudnorm' } },
  { output_format: 'pcm', filters: { speed: 1.25 } },
  { output_format: 'pcm', filters: { pitch: 1.2 } },
];

const files = await serveFiles({ '/wav': { file: await media('wav') } });
const allow = [files.hostPort];

process.stdout.write(
  `| | ${PREROLLS.map((seconds) => `${seconds} s`).join(' | ')} |\n${'|---'.repeat(PREROLLS.length + 1)}|\n`,
);
for (const request of REQUESTS) {
  const cells: string[] = [];
  for (const preroll of PREROLLS) {
    const breaks = { allow, times: TIMES, next: random(7), preroll };
    const { noise, lags, step } = await brokenStream({ source_url: `${files.url}/wav`, ...request }, breaks);
    const lag = Math.max(...lags.map(Math.abs)) / 48;
    cells.push(`${(20 * Math.log10(noise)).toFixed(1)} dB, ${lag.toFixed(1)} ms, × ${step.toFixed(2)}`);
  }
  process.stdout.write(`| ${JSON.stringify(request)} | ${cells.join(' | ')} |\n`);
}
await files.close();

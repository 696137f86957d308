import { readFile } from 'node:fs/promises';
import { transcodeArguments } from '../../lib/audio/arguments.ts';
import type { Container } from '../../lib/audio/container.ts';
import { parseRequest } from '../../lib/contract/parse.ts';
import { requireDebian } from '../fixtures/debian.ts';
import { minuteOf } from '../fixtures/minute.ts';
import { inTurns, type Taken } from './builds/measure.ts';
import { ways } from './builds/ways.ts';

/**
 * User and system time of one ffmpeg against another, for a minute of audio with the service's own arguments: the layer's,
 * Debian's, and as many more as are named, each a binary at a path. A ratio is the median of the rounds' ratios to the
 * layer's. Prints tables; asserts nothing, because machines differ.
 *
 *   npm run bench:builds [-- [ROUNDS] [NAME=PATH …]]
 */
const words = process.argv.slice(2);
const ROUNDS = Number(words.find((word) => /^\d+$/.test(word)) ?? 7);
const NAMED = words
  .filter((word) => word.includes('='))
  .map((word) => ({
    name: word.slice(0, word.indexOf('=')),
    command: [word.slice(word.indexOf('=') + 1)],
  }));

const JOBS = [
  ['mp3', { output_format: 'opus' }],
  ['mp3', { output_format: 'opus', low_latency: false }],
  ['flac', { output_format: 'opus' }],
  ['mp3', { output_format: 'aac' }],
  ['mp3', { output_format: 'mp3' }],
  ['mp3', { output_format: 'pcm' }],
] as const satisfies readonly (readonly [Container, object])[];

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const medianOf = (rounds: readonly Taken[], key: keyof Taken): number => median(rounds.map((taken) => taken[key]));
const print = (cells: readonly string[]): boolean => process.stdout.write(`| ${cells.join(' | ')} |\n`);

await requireDebian('ffmpeg', 'time', 'util-linux');
const WAYS = ways(NAMED);
for (const [container, wish] of JOBS) {
  const request = parseRequest({ source_url: 'http://127.0.0.1/', ...wish });
  const argv = transcodeArguments({ mode: 'encode', request }, { container, from: 'pipe', seek: 0, cut: { start: 0 } });
  const rounds = inTurns(WAYS, argv, await readFile(await minuteOf(container)), ROUNDS);
  process.stdout.write(`\n${container} to ${request.output_format}, low_latency: ${request.low_latency}\n\n`);
  print(['binary', 'CPU, s', 'of which system', 'to the layer', 'switches']);
  print(Array(5).fill('---'));
  for (const [index, { name }] of WAYS.entries()) {
    const own = rounds[index] ?? [];
    const ratio = median(own.map(({ cpu }, round) => cpu / (rounds[0]?.[round]?.cpu ?? Number.NaN)));
    const seconds = [medianOf(own, 'cpu').toFixed(3), medianOf(own, 'system').toFixed(3)];
    print([name, ...seconds, ratio.toFixed(2), String(medianOf(own, 'switches'))]);
  }
}

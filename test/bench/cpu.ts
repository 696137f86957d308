import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { transcodeArguments } from '../../lib/audio/arguments.ts';
import type { Container } from '../../lib/audio/container.ts';
import { parseRequest } from '../../lib/contract/parse.ts';
import { DEBIAN } from '../fixtures/debian.ts';
import { minuteOf } from '../fixtures/minute.ts';
import { serveFile } from '../fixtures/servers.ts';
import type { Measured } from './report/measured.ts';
import { progress, publish, roundsOr } from './report/publish.ts';
import { median, ratio } from './report/statistics.ts';

/**
 * User and system time of ten streams at once, for a minute of audio to Opus at 64 kbit/s: whole sessions (Node and
 * ffmpeg), the layer's binary alone with the same arguments, and Debian's ffmpeg as it comes. The ways take turns, and a
 * ratio is the median of the rounds' ratios, because machines are noisy; asserts nothing.
 *
 *   npm run bench:cpu [-- ROUNDS]
 */
const ROUNDS = roundsOr(5);
const STREAMS = 10;
const SECONDS = 60;
const SESSIONS = fileURLToPath(new URL('cpu-sessions.ts', import.meta.url));
const KINDS = ['mp3', 'flac'] as const satisfies readonly Container[];
const run = promisify(execFile);

/** Seconds of CPU of a shell line and all that it starts, as bash's own `time` counts them. */
async function cpu(line: string, ...words: readonly string[]): Promise<number> {
  const script = `TIMEFORMAT='%3U %3S'; time { ${line}; } 2>/dev/null`;
  const { stderr } = await run('bash', ['-c', script, 'bench', ...words]);
  const [user = Number.NaN, system = Number.NaN] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return user + system;
}

/** As many at once, each with the file on its stdin; the shell waits for all. */
const atOnce = (file: string, command: readonly string[]): Promise<number> =>
  cpu(`file=$1; shift; for i in {1..${STREAMS}}; do "$@" <"$file" >/dev/null & done; wait`, file, ...command);

async function sessions(streams: number, url: string, lowLatency: boolean): Promise<number> {
  return cpu('"$@"', process.execPath, SESSIONS, String(streams), url, String(lowLatency));
}

const bare = (container: Container, low_latency: boolean): readonly string[] => {
  const request = parseRequest({
    source_url: 'http://127.0.0.1/',
    output_format: 'opus',
    bitrate: '64k',
    low_latency,
  });
  const input = { container, from: 'pipe', seek: 0, cut: { start: 0 } } as const;
  return [
    layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64'),
    ...transcodeArguments({ mode: 'encode', request }, input),
  ];
};
const STOCK = [DEBIAN.ffmpeg, '-nostdin', '-i', 'pipe:0', '-c:a', 'libopus', '-b:a', '64k', '-f', 'opus', 'pipe:1'];

const perMinute = (seconds: readonly number[]): number => (median(seconds) / STREAMS) * (60 / SECONDS);

const rows: Measured['rows'][number][] = [];
for (const kind of KINDS) {
  const file = await minuteOf(kind);
  const origin = await serveFile(file);
  try {
    for (const lowLatency of [false, true]) {
      const rounds: { readonly whole: number; readonly alone: number; readonly stock: number }[] = [];
      progress(`${kind}, low_latency: ${lowLatency}`);
      for (let round = 0; round < ROUNDS; round += 1) {
        const imports = await sessions(0, origin.url, lowLatency);
        const whole = (await sessions(STREAMS, origin.url, lowLatency)) - imports;
        const alone = await atOnce(file, bare(kind, lowLatency));
        const stock = await atOnce(file, STOCK);
        rounds.push({ whole, alone, stock });
      }
      const [whole, alone, stock] = [
        rounds.map((r) => r.whole),
        rounds.map((r) => r.alone),
        rounds.map((r) => r.stock),
      ];
      const label = `${kind}, low_latency: ${lowLatency}`;
      rows.push([label, ...[whole, alone, stock].map(perMinute), ratio(whole, alone), ratio(whole, stock)]);
    }
  } finally {
    await origin.close();
  }
}
await publish({
  name: 'cpu',
  title: 'Seconds of CPU for a minute of audio, ten streams at once',
  command: `npm run bench:cpu -- ${ROUNDS}`,
  of: 'source',
  columns: [
    { title: 'node and ffmpeg', digits: 3, plotted: true },
    { title: 'ffmpeg alone', digits: 3, plotted: true },
    { title: "Debian's", digits: 3, plotted: true },
    { title: 'whole / alone', digits: 2 },
    { title: "whole / Debian's", digits: 2 },
  ],
  rows,
});

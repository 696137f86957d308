import { OUTPUT_FORMATS, type OutputFormat, SAMPLE_RATES, type SampleRate } from '../../../lib/contract/formats.ts';
import type { RequestInput } from '../../../lib/contract/schema.ts';
import { between, pick } from '../../fixtures/random.ts';
import type { ServedFile } from '../../fixtures/servers.ts';

type Next = () => number;
type Fields = Omit<RequestInput, 'source_url'>;

const CHAINS = [
  'acompressor',
  'pan=mono|c0=c0',
  'aecho',
  'highpass=f=200,afftdn',
  'dynaudnorm',
  'stereotools',
] as const;

const filters = (next: Next): RequestInput['filters'] =>
  pick<NonNullable<RequestInput['filters']>>(next, [
    { speed: pick(next, [0.5, 1.25, 2]) },
    { pitch: pick(next, [0.5, 1.3, 2]) },
    { speed: 1.5, pitch: 0.8, volume: 2, eq_preset: 'bass_boost' },
    { eq_bands: Array.from({ length: 10 }, () => between(next, -24, 12)) },
    { custom_filter: pick(next, CHAINS) },
  ]);

/** What a file may already be. */
const ALREADY: Readonly<Record<string, OutputFormat>> = {
  mp3: 'mp3',
  flac: 'flac',
  ...{ aac: 'aac', m4a: 'aac', m4b: 'aac', mp4: 'aac', '3gp': 'aac' },
  ...{ opus: 'opus', ogg: 'opus', webm: 'opus', mka: 'opus' },
};

/** The source's own packets, where they are what is asked for: with its rate, and no lower bitrate. */
function asItIs(next: Next, name: string): Fields | undefined {
  const output_format = ALREADY[name.split('.').at(-1) ?? ''];
  if (output_format === undefined) return undefined;
  const sample_rate = output_format === 'opus' ? 48_000 : pick<SampleRate>(next, [44_100, 44_100, 48_000, 22_050]);
  return { output_format, sample_rate, channels: pick(next, [2, 2, 1]), quality: 'lossless', low_latency: false };
}

/** A request for a source: mostly plain, for the damage is in the source, and sometimes with everything that there is. */
export function asked(next: Next, name: string): Fields {
  const own = next() < 0.25 ? asItIs(next, name) : undefined;
  if (own) return own;
  const some = <T>(share: number, value: () => T): T | undefined => (next() < share ? value() : undefined);
  const duration = some(0.3, () => pick(next, [0.001, 0.02, 0.5, 1, 30]));
  const fields: Record<string, unknown> = {
    output_format: pick(next, OUTPUT_FORMATS),
    sample_rate: some(0.4, () => pick(next, SAMPLE_RATES)),
    channels: some(0.3, () => pick(next, [1, 2])),
    quality: some(0.1, () => pick(next, ['low', 'medium', 'high', 'lossless'])),
    low_latency: some(0.3, () => next() < 0.5),
    start: some(0.35, () => pick(next, [0.01, 0.3, 1, 1.3, 6, 59, 100_000])),
    duration,
    normalize: some(0.04, () => true),
    fade_in: some(0.1, () => 0.5),
    fade_out: some(0.1, () => 0.5),
    filters: some(0.3, () => filters(next)),
    continued: some(0.05, () => true),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as unknown as Fields;
}

/** How its server has it: each of the three ways to read a source is taken. */
export const served = (next: Next): ServedFile => ({
  ranges: next() < 0.6,
  length: next() < 0.8,
  ...(next() < 0.5 ? { headers: { etag: '"1"' } } : {}),
  contentType: pick(next, ['application/octet-stream', 'audio/mpeg', 'audio/mp4', 'text/html']),
});

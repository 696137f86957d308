import { impliedBitrate } from './bitrate.ts';
import { chainText, parseChain } from './custom-filter/chain.ts';
import { type EqPreset, type OutputFormat, type SampleRate, sampleRateFor } from './formats.ts';
import type { RequestInput } from './schema.ts';

/** A request with every default filled in and every number the one that the answer will really have. */
export interface TranscodeRequest {
  readonly source_url: string;
  readonly output_format: OutputFormat;
  /** Hz. */
  readonly sample_rate: SampleRate;
  /** kbit/s; absent for formats that have none to choose. */
  readonly bitrate?: number;
  /** Neither `bitrate` nor `quality` was asked for, so that what is known of the source may lower it. */
  readonly bitrateIsImplied: boolean;
  readonly channels: 1 | 2;
  readonly low_latency: boolean;
  /** The answer goes on with one that was broken off: its frames have to fit behind those of another encoder. */
  readonly continued: boolean;
  /** Seconds of source time. */
  readonly start: number;
  /** Seconds of source time; absent: to the end. */
  readonly duration?: number;
  readonly normalize: boolean;
  /** LUFS. */
  readonly target_loudness: number;
  /** Seconds. */
  readonly fade_in: number;
  /** Seconds. */
  readonly fade_out: number;
  readonly filters: Filters;
  /** Names in lower case. */
  readonly source_headers: Readonly<Record<string, string>>;
}

export interface Filters {
  readonly speed: number;
  readonly pitch: number;
  readonly eq_preset: EqPreset;
  /** dB, at the ten octaves from 31.5 Hz. */
  readonly eq_bands?: readonly number[];
  readonly volume: number;
  /** Never the caller's own text, but what was read from it, written anew. */
  readonly custom_filter?: string;
}

/** kbit/s of `"96k"` or `96`. */
export const kilobits = (bitrate: string | number): number =>
  typeof bitrate === 'number' ? bitrate : Number(bitrate.slice(0, -1));

/** Fills in the defaults of a request that the schema has accepted. */
export function withDefaults(input: RequestInput): TranscodeRequest {
  const { filters = {} } = input;
  const custom = chainText(parseChain(filters.custom_filter ?? '').filters);
  const sampleRate = sampleRateFor(input.output_format, input.sample_rate ?? 48000);
  const channels = input.channels ?? 2;
  const implied = impliedBitrate(input.output_format, input.quality, sampleRate, channels);
  // Formats without a bitrate ignore the one that was asked for.
  const bitrate = implied !== undefined && input.bitrate !== undefined ? kilobits(input.bitrate) : implied;
  return {
    source_url: input.source_url,
    output_format: input.output_format,
    sample_rate: sampleRate,
    ...(bitrate === undefined ? {} : { bitrate }),
    bitrateIsImplied: input.bitrate === undefined && input.quality === undefined,
    channels,
    low_latency: input.low_latency ?? true,
    continued: input.continued ?? false,
    start: input.start ?? 0,
    ...(input.duration === undefined ? {} : { duration: input.duration }),
    normalize: input.normalize ?? false,
    target_loudness: input.target_loudness ?? -16,
    fade_in: input.fade_in ?? 0,
    fade_out: input.fade_out ?? 0,
    filters: {
      speed: filters.speed ?? 1,
      pitch: filters.pitch ?? 1,
      eq_preset: filters.eq_preset ?? 'flat',
      ...(filters.eq_bands ? { eq_bands: filters.eq_bands } : {}),
      volume: filters.volume ?? 1,
      ...(custom ? { custom_filter: custom } : {}),
    },
    source_headers: Object.fromEntries(
      Object.entries(input.source_headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    ),
  };
}

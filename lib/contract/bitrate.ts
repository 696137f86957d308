import {
  DEFAULT_BITRATE,
  isLossy,
  type LossyFormat,
  type OutputFormat,
  QUALITY_BITRATE,
  type Quality,
} from './formats.ts';

/** kbit/s per channel: libopus takes 500 to 512,000 bit/s, but below 6 it is no longer audio (RFC 6716, section 2.1.1). */
const OPUS_PER_CHANNEL = { lowest: 6, highest: 256 };

/** kbit/s of MPEG-1 layer III, and of MPEG-2 and 2.5 (ISO 11172-3 and 13818-3, the bitrate_index tables). */
const MPEG1_RATES = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const MPEG2_RATES = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
/** LAME caps MPEG-2.5 (8 to 12 kHz) at 64 kbit/s, and says nothing when asked for more. */
const MPEG25_HIGHEST = 64;

/**
 * kbit/s that the layer's AAC encoder really reaches, per channel: [lowest, highest] at each sample rate.
 * The upper end is the format's own (6144 bits a channel and frame of 1024 samples, ISO 14496-3, 4.5.3.3); the lower is
 * what a minute of music came to when asked for 1 kbit/s, rounded up to the next 4.
 */
const AAC_PER_CHANNEL: Readonly<Record<number, readonly [number, number]>> = {
  8000: [8, 48],
  12000: [8, 72],
  16000: [8, 96],
  22050: [12, 132],
  24000: [12, 144],
  44100: [16, 264],
  48000: [16, 288],
};

/** The bitrates that a format takes: a list where only certain ones exist, a range where any does. */
export type AllowedBitrates =
  | { readonly list: readonly number[] }
  | { readonly lowest: number; readonly highest: number };

/** kbit/s that are allowed for a lossy format at this sample rate (Hz) and channel count. */
export function allowedBitrates(format: LossyFormat, sampleRate: number, channels: number): AllowedBitrates {
  if (format === 'opus') {
    return { lowest: OPUS_PER_CHANNEL.lowest * channels, highest: OPUS_PER_CHANNEL.highest * channels };
  }
  if (format === 'mp3') {
    if (sampleRate >= 32000) return { list: MPEG1_RATES };
    return { list: sampleRate > 12000 ? MPEG2_RATES : MPEG2_RATES.filter((rate) => rate <= MPEG25_HIGHEST) };
  }
  const [lowest, highest] = AAC_PER_CHANNEL[sampleRate] ?? [16, 264];
  return { lowest: lowest * channels, highest: highest * channels };
}

/** Whether a bitrate that a caller asked for by number is one that the encoder will really use. */
export const isAllowed = (kbps: number, allowed: AllowedBitrates): boolean =>
  'list' in allowed ? allowed.list.includes(kbps) : kbps >= allowed.lowest && kbps <= allowed.highest;

/** In words, for the message of a refusal. */
export const describeAllowed = (allowed: AllowedBitrates): string =>
  'list' in allowed ? `one of ${allowed.list.join(', ')}` : `from ${allowed.lowest} to ${allowed.highest}`;

/** The allowed bitrate next to `kbps`. */
export function nearestAllowed(kbps: number, allowed: AllowedBitrates): number {
  if (!('list' in allowed)) return Math.min(allowed.highest, Math.max(allowed.lowest, kbps));
  return allowed.list.reduce((best, rate) => (Math.abs(rate - kbps) < Math.abs(best - kbps) ? rate : best));
}

/** kbit/s where the caller gave no number: what `quality` or the default stands for, moved to what is allowed. */
export function impliedBitrate(
  format: OutputFormat,
  quality: Quality | undefined,
  sampleRate: number,
  channels: number,
): number | undefined {
  if (!isLossy(format)) return undefined;
  const wanted = quality ? QUALITY_BITRATE[format][quality] : DEFAULT_BITRATE[format];
  return nearestAllowed(wanted, allowedBitrates(format, sampleRate, channels));
}

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
 * kbit/s that the layer's AAC encoder really reaches within a tenth: [lowest, highest] for one channel and for two.
 * Measured with the bundled sample and with a dense programme (`npm run bench:aac`, and `bench:bitrates` over a minute);
 * beyond them it takes another bitrate and says nothing.
 */
const AAC: Readonly<Record<number, Readonly<Record<number, readonly [lowest: number, highest: number]>>>> = {
  8000: { 1: [6, 48], 2: [10, 80] },
  12000: { 1: [10, 64], 2: [12, 112] },
  16000: { 1: [10, 80], 2: [14, 128] },
  22050: { 1: [14, 112], 2: [20, 192] },
  24000: { 1: [16, 128], 2: [20, 224] },
  44100: { 1: [20, 224], 2: [24, 320] },
  48000: { 1: [20, 224], 2: [24, 320] },
};

/** The bitrates that a format takes: a list where only certain ones exist, a range where any does. */
export type AllowedBitrates =
  | { readonly list: readonly number[] }
  | { readonly lowest: number; readonly highest: number };

/** kbit/s that are allowed for a lossy format at this sample rate (Hz) and channel count. */
export function allowedBitrates(format: LossyFormat, sampleRate: number, channels: number): AllowedBitrates {
  switch (format) {
    case 'opus':
      return { lowest: OPUS_PER_CHANNEL.lowest * channels, highest: OPUS_PER_CHANNEL.highest * channels };
    case 'mp3':
      if (sampleRate >= 32000) return { list: MPEG1_RATES };
      return { list: sampleRate > 12000 ? MPEG2_RATES : MPEG2_RATES.filter((rate) => rate <= MPEG25_HIGHEST) };
    case 'aac': {
      const [lowest, highest] = AAC[sampleRate]?.[channels] ?? [24, 320];
      return { lowest, highest };
    }
  }
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

/** The highest allowed bitrate up to `kbps`; the lowest of all where none is. */
export function highestAllowed(kbps: number, allowed: AllowedBitrates): number {
  if (!('list' in allowed)) return Math.min(allowed.highest, Math.max(allowed.lowest, Math.floor(kbps)));
  return allowed.list.findLast((rate) => rate <= kbps) ?? Math.min(...allowed.list);
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

/** What Sluice can answer with. The tables here are the contract's; the encoders behind them live in `lib/audio`. */

export const OUTPUT_FORMATS = ['opus', 'aac', 'pcm', 'mp3', 'flac', 'wav'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Formats with a bitrate to choose; the others are as large as their samples. */
export const LOSSY_FORMATS = ['opus', 'aac', 'mp3'] as const;
export type LossyFormat = (typeof LOSSY_FORMATS)[number];

/** Hz. */
export const SAMPLE_RATES = [8000, 12000, 16000, 22050, 24000, 44100, 48000] as const;
export type SampleRate = (typeof SAMPLE_RATES)[number];

/** Hz. Opus codes no other (RFC 6716, section 2). */
const OPUS_SAMPLE_RATES: readonly SampleRate[] = [8000, 12000, 16000, 24000, 48000];

export const QUALITIES = ['low', 'medium', 'high', 'lossless'] as const;
export type Quality = (typeof QUALITIES)[number];

export const EQ_PRESETS = ['flat', 'bass_boost', 'voice', 'treble'] as const;
export type EqPreset = (typeof EQ_PRESETS)[number];

/** kbit/s where a request names neither `bitrate` nor `quality`. */
export const DEFAULT_BITRATE: Readonly<Record<LossyFormat, number>> = { opus: 96, aac: 128, mp3: 128 };

/** kbit/s a `quality` stands for. */
export const QUALITY_BITRATE: Readonly<Record<LossyFormat, Readonly<Record<Quality, number>>>> = {
  opus: { low: 32, medium: 64, high: 128, lossless: 256 },
  mp3: { low: 64, medium: 128, high: 192, lossless: 320 },
  aac: { low: 48, medium: 96, high: 160, lossless: 256 },
};

/** Whether a format's bitrate can be chosen. */
export const isLossy = (format: OutputFormat): format is LossyFormat =>
  (LOSSY_FORMATS as readonly OutputFormat[]).includes(format);

/** The rate that the answer really has: Opus takes the next one up of those it knows. */
export const sampleRateFor = (format: OutputFormat, asked: SampleRate): SampleRate =>
  format === 'opus' ? (OPUS_SAMPLE_RATES.find((rate) => rate >= asked) ?? 48000) : asked;

/** The `Content-Type` of an answer; PCM's says what its bytes cannot. */
export function contentType(format: OutputFormat, sampleRate: number, channels: number): string {
  switch (format) {
    case 'opus':
      return 'audio/ogg; codecs=opus';
    case 'aac':
      return 'audio/aac';
    case 'mp3':
      return 'audio/mpeg';
    case 'flac':
      return 'audio/flac';
    case 'wav':
      return 'audio/wav';
    case 'pcm':
      // Little-endian: `audio/L16` (RFC 2586) would promise network byte order.
      return `audio/pcm; rate=${sampleRate}; channels=${channels}`;
  }
}

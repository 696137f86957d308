import * as z from 'zod/mini';
import { EQ_PRESETS, OUTPUT_FORMATS, QUALITIES, SAMPLE_RATES } from './formats.ts';

/**
 * The shape of a request as it is sent, before defaults. `zod/mini`, because 50 environments load it: the whole of zod
 * costs each of them 30 ms and 4 MB. OpenAPI is generated from this same object.
 */

/** A number with both ends in its message: a caller should not have to guess the other one. */
const between = (lowest: number, highest: number, unit = '') => {
  const error = `must be from ${lowest} to ${highest}${unit}`;
  return z.number({ error }).check(z.minimum(lowest, { error }), z.maximum(highest, { error }));
};

const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

export const CUSTOM_FILTER_LENGTH = 512;
export const EQ_BAND_COUNT = 10;
export const SOURCE_HEADERS_MOST = 8;
/** Eleven days: no source is longer, and ffmpeg's microseconds stay within their 64 bits. */
const LONGEST_SECONDS = 1_000_000;
const SOURCE_URL_LENGTH = 8192;
const HEADER_VALUE_LENGTH = 2048;

/** Request headers that a caller may have sent to the source. None of them frames a message or names a host. */
export const SOURCE_HEADER_NAMES = [
  'accept',
  'accept-language',
  'authorization',
  'cookie',
  'origin',
  'referer',
  'user-agent',
  'x-api-key',
] as const;

const eqBandsError = `must be ${EQ_BAND_COUNT} numbers from -24 to 12 (dB)`;

export const filtersSchema = z.strictObject(
  {
    speed: z.optional(between(0.5, 2)),
    pitch: z.optional(between(0.5, 2)),
    eq_preset: z.optional(oneOf(EQ_PRESETS)),
    eq_bands: z.optional(
      z
        .array(between(-24, 12, ' (dB)'), { error: eqBandsError })
        .check(z.length(EQ_BAND_COUNT, { error: eqBandsError })),
    ),
    volume: z.optional(between(0, 2)),
    custom_filter: z.optional(
      z
        .string({ error: 'must be a string' })
        .check(z.maxLength(CUSTOM_FILTER_LENGTH, { error: `must have ${CUSTOM_FILTER_LENGTH} characters at most` })),
    ),
  },
  { error: (issue) => (issue.code === 'invalid_type' ? 'must be an object, as in {"speed": 1.25}' : undefined) },
);

const bitrateError = 'must be a whole number of kbit/s, or a string like "96k"';

const sampleRateError = `must be one of ${SAMPLE_RATES.join(', ')} (Hz)`;

// CR and LF would end the header and begin another; RFC 9110, section 5.5 allows neither, nor other controls but tab.
const headerValueError = `must be a string of ${HEADER_VALUE_LENGTH} characters at most, without control characters`;
const headerValue = z
  .string({ error: headerValueError })
  .check(
    z.maxLength(HEADER_VALUE_LENGTH, { error: headerValueError }),
    z.regex(/^[\t\x20-\x7e]*$/, { error: headerValueError }),
  );

export const requestSchema = z.strictObject({
  source_url: z
    .string({ error: 'must be a string: the http or https address of the audio' })
    .check(
      z.minLength(1, { error: 'must not be empty' }),
      z.maxLength(SOURCE_URL_LENGTH, { error: `must have ${SOURCE_URL_LENGTH} characters at most` }),
    ),
  output_format: oneOf(OUTPUT_FORMATS),
  sample_rate: z.optional(z.literal(SAMPLE_RATES, { error: sampleRateError })),
  bitrate: z.optional(
    z.union(
      [
        z.string().check(z.regex(/^\d{1,6}k$/, { error: bitrateError })),
        z.int({ error: bitrateError }).check(z.minimum(1, { error: bitrateError })),
      ],
      { error: bitrateError },
    ),
  ),
  quality: z.optional(oneOf(QUALITIES)),
  channels: z.optional(z.literal([1, 2], { error: 'must be 1 or 2' })),
  low_latency: z.optional(z.boolean({ error: 'must be true or false' })),
  continued: z.optional(z.boolean({ error: 'must be true or false' })),
  start: z.optional(between(0, LONGEST_SECONDS, ' (s)')),
  // Below a millisecond there may be no sample left, and ffmpeg takes a duration of 0 for none.
  duration: z.optional(between(0.001, LONGEST_SECONDS, ' (s)')),
  normalize: z.optional(z.boolean({ error: 'must be true or false' })),
  target_loudness: z.optional(between(-70, -5, ' (LUFS)')),
  fade_in: z.optional(between(0, 30, ' (s)')),
  fade_out: z.optional(between(0, 30, ' (s)')),
  filters: z.optional(filtersSchema),
  source_headers: z.optional(
    z.record(z.string(), headerValue, { error: 'must be an object of header names and values' }),
  ),
  // The client of the older service always sends it, and often wrongly: accepted, and nothing more.
  codec: z.optional(z.unknown()),
});

export type RequestInput = z.input<typeof requestSchema>;

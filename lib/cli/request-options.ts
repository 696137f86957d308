import { type Command, InvalidArgumentError, Option } from 'commander';
import { EQ_PRESETS, OUTPUT_FORMATS, QUALITIES, SAMPLE_RATES } from '../contract/formats.ts';
import type { RequestInput } from '../contract/schema.ts';

/** What `transcode` and `sign` take for the fields of a request, in commander's spelling. */
export interface RequestOptions {
  readonly format?: RequestInput['output_format'];
  readonly sampleRate?: RequestInput['sample_rate'];
  readonly bitrate?: string | number;
  readonly quality?: RequestInput['quality'];
  readonly channels?: 1 | 2;
  readonly lowLatency: boolean;
  readonly start?: number;
  readonly duration?: number;
  readonly normalize?: boolean;
  readonly targetLoudness?: number;
  readonly fadeIn?: number;
  readonly fadeOut?: number;
  readonly speed?: number;
  readonly pitch?: number;
  readonly eq?: (typeof EQ_PRESETS)[number];
  readonly eqBands?: number[];
  readonly volume?: number;
  readonly filter?: string;
  readonly header?: Readonly<Record<string, string>>;
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

/** `90`, `1:30` or `0:01:30`. */
function seconds(text: string): number {
  const parts = text.split(':');
  if (parts.length > 3) throw new InvalidArgumentError('It must be seconds, or a time like 1:30.');
  return parts.reduce((sum, part) => sum * 60 + number(part), 0);
}

const bitrate = (text: string): string | number => (/^\d+$/.test(text) ? Number(text) : text);

function header(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const colon = text.indexOf(':');
  if (colon < 1) throw new InvalidArgumentError('It must be like "Authorization: Bearer …".');
  return { ...before, [text.slice(0, colon).trim()]: text.slice(colon + 1).trim() };
}

/** Adds an option for every field of a request. */
export const withRequest = (command: Command): Command =>
  command
    .optionsGroup('What comes out:')
    .addOption(
      new Option('-f, --format <format>', 'default: by the name of the output, else opus').choices(OUTPUT_FORMATS),
    )
    .addOption(new Option('--sample-rate <hz>', SAMPLE_RATES.join(', ')).argParser(number))
    .option('--bitrate <kbit/s>', 'as in 96k or 96', bitrate)
    .addOption(new Option('--quality <quality>', 'instead of a bitrate').choices(QUALITIES))
    .addOption(new Option('--channels <1|2>', 'mono or stereo').argParser(number))
    .option('--no-low-latency', 'larger pages and less CPU; for files')
    .optionsGroup('Which part of the source:')
    .option('--start <time>', 'where to begin: seconds, or 1:30', seconds)
    .option('--duration <time>', 'how much of it: seconds, or 1:30', seconds)
    .optionsGroup('Filters:')
    .option('--speed <factor>', '0.5 to 2; the pitch stays', number)
    .option('--pitch <factor>', '0.5 to 2; the tempo stays', number)
    .addOption(new Option('--eq <preset>', 'an equaliser').choices(EQ_PRESETS))
    .option('--eq-bands <dB,…>', 'ten gains, from 31.5 Hz to 16 kHz', (text: string) => text.split(',').map(number))
    .option('--volume <factor>', '0 to 2', number)
    .option('--filter <chain>', 'filters of ffmpeg, from the allowed ones')
    .option('--normalize', 'to --target-loudness, by EBU R128')
    .option('--target-loudness <LUFS>', '−70 to −5; default: −16', number)
    .option('--fade-in <seconds>', '0 to 30', number)
    .option('--fade-out <seconds>', '0 to 30', number)
    .optionsGroup('For the source:')
    .option('--header <name: value>', 'to be sent to it; may be repeated', header);

const defined = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;

/** The request that the options describe; whether it is right is the contract's to say. */
export function requestFrom(
  source: string,
  format: RequestInput['output_format'],
  options: RequestOptions,
): RequestInput {
  const { speed, pitch, eq, eqBands, volume, filter, header: headers = {} } = options;
  const filters = defined({ speed, pitch, eq_preset: eq, eq_bands: eqBands, volume, custom_filter: filter });
  return defined({
    source_url: source,
    output_format: format,
    sample_rate: options.sampleRate,
    bitrate: options.bitrate,
    quality: options.quality,
    channels: options.channels,
    low_latency: options.lowLatency ? undefined : false,
    start: options.start,
    duration: options.duration,
    normalize: options.normalize,
    target_loudness: options.targetLoudness,
    fade_in: options.fadeIn,
    fade_out: options.fadeOut,
    filters: Object.keys(filters).length > 0 ? filters : undefined,
    source_headers: Object.keys(headers).length > 0 ? headers : undefined,
  }) as RequestInput;
}

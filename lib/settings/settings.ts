import * as z from 'zod/mini';
import { LIMITS } from './limits.ts';

/** Powertools' own levels. */
const LOG_LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT', 'CRITICAL'] as const;

const whole = (lowest: number, highest: number) => {
  const error = `must be a whole number from ${lowest} to ${highest}`;
  return z.pipe(
    z.string({ error }).check(z.regex(/^\d+$/, { error })),
    z.pipe(z.transform(Number), z.number().check(z.minimum(lowest, { error }), z.maximum(highest, { error }))),
  );
};

// zod gives a default as if it had been read, so it is not validated again.
const wholeNumber = (lowest: number, highest: number, fallback: number) => z._default(whole(lowest, highest), fallback);

const httpUrl = z.optional(
  z
    .string()
    .check(
      z.refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''), { error: 'must be an http or https URL' }),
    ),
);

const list = (text: string): string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);

const listOf = (entry: RegExp, error: string) =>
  z._default(
    z.pipe(
      z.string().check(z.refine((text) => list(text).every((one) => entry.test(one)), { error })),
      z.transform((text: string): readonly string[] => list(text)),
    ),
    [],
  );

/** Commas alone would be no keys, and a service that is open to all. */
const areKeys = (text: string): boolean => {
  const ids = list(text).map((pair) => /^([\w-]{1,64}):.{16,}$/.exec(pair)?.[1]);
  return ids.length > 0 && !ids.includes(undefined) && new Set(ids).size === ids.length;
};

const signingKeys = z._default(
  z.pipe(
    z.string().check(
      z.refine(areKeys, {
        error: 'must be id:secret pairs, separated by commas, a secret of 16 characters or more, no id twice',
      }),
    ),
    z.transform((text: string): readonly string[] => list(text)),
  ),
  [],
);

/** Those of CloudWatch that divide an hour (docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html). */
const PERIODS = ['1', '5', '10', '30', '60', '300', '900', '3600'] as const;

const metricsPeriod = z._default(
  z.pipe(z.enum(PERIODS, { error: `must be one of ${PERIODS.join(', ')}` }), z.transform(Number)),
  60,
);

const schema = z.object({
  PORT: wholeNumber(0, 65535, 8090),
  HOST: z._default(z.string().check(z.minLength(1, { error: 'must not be empty' })), '127.0.0.1'),
  MAX_CONCURRENT_STREAMS: wholeNumber(1, 1000, 50),
  // Two seconds of it are for the end: see LIMITS.deadlineMarginMs.
  REQUEST_TIMEOUT_SECS: wholeNumber(3, 900, 900),
  FFMPEG_PATH: z._default(z.string().check(z.minLength(1, { error: 'must not be empty' })), 'ffmpeg'),
  SOURCE_ALLOW: listOf(/^(\[[\da-f:.]+\]|[^\s:/@[\]]+):\d{1,5}$/i, 'must be host:port pairs, separated by commas'),
  SIGNING_KEYS: signingKeys,
  MAX_DURATION_SECONDS: z.optional(whole(1, 86_400)),
  MAX_ANSWER_BYTES: z.optional(whole(1, LIMITS.answerBytes)),
  // The least that any format can have.
  MAX_BITRATE_KBPS: z.optional(whole(6, 10_000)),
  MONITOR_TOKEN: z.optional(z.string().check(z.minLength(16, { error: 'must have 16 characters or more' }))),
  TRANSCODE_FUNCTION: z._default(
    z.string().check(z.regex(/^[\w-]{1,64}$/, { error: 'must be the name of a function' })),
    'sluice-dev-transcode',
  ),
  METRICS_PERIOD_SECONDS: metricsPeriod,
  LOG_LEVEL: z._default(z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }), 'INFO'),
  TRANSCODER_URL: httpUrl,
  TRANSCODER_HEALTH_URL: httpUrl,
  TRANSCODER_METRICS_URL: httpUrl,
});

/** The environment, typed; docs/settings.md has the meanings and defaults. */
export type Settings = Readonly<z.output<typeof schema>>;

/** The names of every setting, in the order of the documentation. */
export const SETTING_NAMES = Object.keys(schema.def.shape) as readonly (keyof Settings)[];

/** Thrown when the environment does not make sense; its message lists every mistake, one a line. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads and checks the environment. An empty variable counts as one that is not set.
 *
 * @throws {SettingsError} listing every wrong variable
 *
 * @example
 * const { FFMPEG_PATH } = readSettings(process.env);
 */
export const readSettings = (environment: Environment): Settings => read(schema, environment);

/**
 * Those by which a program that is not ours makes streams itself. Whatever else has one of our names there (`PORT`,
 * `LOG_LEVEL`) is that program's own, and may be what it likes.
 *
 * @throws {SettingsError}
 */
export const readMachineSettings = (environment: Environment): Pick<Settings, 'FFMPEG_PATH' | 'SOURCE_ALLOW'> =>
  read(z.pick(schema, { FFMPEG_PATH: true, SOURCE_ALLOW: true }), environment);

function read<Shape extends z.ZodMiniType>(shape: Shape, environment: Environment): z.output<Shape> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  const parsed = shape.safeParse(given);
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')} ${message}`);
  throw new SettingsError(`These environment variables are wrong:\n${mistakes.join('\n')}`);
}

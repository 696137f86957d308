import { readSettings, SETTING_NAMES, SettingsError } from '../settings/settings.ts';

/** What is about to be packaged. */
export interface Deployment {
  /** As on the command line: `name=value`. */
  readonly given: readonly string[];
  /** Every parameter of serverless.yml, with its value in this stage. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Of each function: variables that it will read and check when it starts. */
  readonly environments: readonly Readonly<Record<string, unknown>>[];
  /** Whether the layer of this architecture has been built. */
  readonly isBuilt: (architecture: string) => boolean;
}

const isWhole = (value: unknown, least: number, most: number): boolean =>
  /^\d+$/.test(String(value)) && Number(value) >= least && Number(value) <= most;

/** Streams at once, as MAX_CONCURRENT_STREAMS, by which `health` is told how many there are. */
const MOST_STREAMS = 1000;

/** Application Auto Scaling's three ways to say when (docs.aws.amazon.com/autoscaling/application/APIReference/API_ScheduledAction.html). */
const isSchedule = (value: unknown): boolean => /^(cron|rate|at)\(.+\)$/.test(String(value));

/** Whether a browser could send it as `Origin`, which has no path; `*` within one is for the Function URL to take or leave. */
const isOrigin = (value: unknown): boolean => value === '*' || /^https?:\/\/[^/\s,]+$/.test(String(value));

function isTimeZone(value: unknown): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: String(value) });
    return true;
  } catch {
    return false;
  }
}

type Values = Deployment['parameters'];

/** What AWS would refuse minutes later, or take and not do what was meant. */
const RULES: readonly (readonly [isWrong: (values: Values) => boolean, says: string])[] = [
  [
    ({ reservedConcurrency }) => !isWhole(reservedConcurrency, 1, MOST_STREAMS),
    `reservedConcurrency must be a whole number from 1 to ${MOST_STREAMS}`,
  ],
  [
    ({ provisionedConcurrency, reservedConcurrency }) =>
      !isWhole(provisionedConcurrency, 0, Number(reservedConcurrency)),
    'provisionedConcurrency must be a whole number from 0 to reservedConcurrency, which is all there may be',
  ],
  [({ warmHours }) => !/^(on|off)$/.test(String(warmHours)), 'warmHours must be on or off'],
  [
    ({ warmHours, provisionedConcurrency }) => warmHours === 'on' && Number(provisionedConcurrency) === 0,
    'warmHours needs a provisionedConcurrency: how many are to be warm',
  ],
  [({ warmFrom }) => !isSchedule(warmFrom), 'warmFrom must be as in cron(0 7 * * ? *)'],
  [({ warmUntil }) => !isSchedule(warmUntil), 'warmUntil must be as in cron(0 23 * * ? *)'],
  [({ warmTimeZone }) => !isTimeZone(warmTimeZone), 'warmTimeZone must be a zone as in Europe/Berlin'],
  [({ edge }) => !/^(on|off)$/.test(String(edge)), 'edge must be on or off'],
  [
    ({ allowedOrigins }) => ![allowedOrigins].flat().every(isOrigin),
    'allowedOrigins must be *, or an origin as in https://example.com, without a path',
  ],
  [({ monthlyBudget }) => !(Number(monthlyBudget) > 0), 'monthlyBudget must be USD a month'],
  [
    ({ alarmEmail }) => alarmEmail !== 'nobody' && !/^\S+@\S+$/.test(String(alarmEmail)),
    'alarmEmail must be an address, or nobody',
  ],
];

const pairsOf = (given: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(given.map((pair) => [pair.split('=', 1)[0], pair.slice(pair.indexOf('=') + 1)]));

function unknownParameters({ given, parameters }: Deployment): readonly string[] {
  const known = Object.keys(parameters).join(', ');
  return Object.keys(pairsOf(given))
    .filter((name) => !Object.hasOwn(parameters, name))
    .map((name) => `${name} is no parameter; there are ${known}`);
}

/** A function whose variables are wrong would end when it starts, each time that it is called. */
function wrongSettings(environment: Readonly<Record<string, unknown>>): readonly string[] {
  // How many streams there are is reservedConcurrency, which has a rule of its own.
  const names = SETTING_NAMES.filter((name) => name !== 'MAX_CONCURRENT_STREAMS');
  const settings = names.map((name) => [name, environment[name]?.toString()] as const);
  try {
    readSettings(Object.fromEntries(settings));
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

/** Everything that is wrong with a deployment, as far as that can be told before it is made. */
export function deploymentMistakes(deployment: Deployment): readonly string[] {
  const { given, parameters, environments, isBuilt } = deployment;
  const values: Values = { ...parameters, ...pairsOf(given) };
  const architecture = String(values.architecture);
  return [
    ...unknownParameters(deployment),
    ...RULES.filter(([isWrong]) => isWrong(values)).map(([, says]) => says),
    ...(isBuilt(architecture)
      ? []
      : [`there is no layer for ${architecture}: layers/ffmpeg/README.md has how to build it`]),
    ...new Set(environments.flatMap(wrongSettings)),
  ];
}

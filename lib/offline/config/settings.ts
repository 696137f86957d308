import type { DrainingAnswer, OfflineSettings } from '../types.ts';
import { DEFAULT_SETTINGS } from './defaults.ts';
import type { Reader } from './reader.ts';

/** `custom.lambdaOffline` of serverless.yml. */
export interface ReadSettings {
  readonly settings: Partial<OfflineSettings>;
  /** Function key → environments provisioned, which are all that it gets. */
  readonly concurrency: Readonly<Record<string, number>>;
  /** Function key → variables that it has here, in place of those of serverless.yml. */
  readonly environment: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Seconds, for all functions or by function key. */
  readonly timeoutSeconds: number | Readonly<Record<string, number>>;
  /** What to run when a bundle is missing. */
  readonly buildCommand: string | undefined;
}

/** All that `custom.lambdaOffline` may have. */
export const OPTIONS: readonly string[] = [
  'host',
  'port',
  'routes',
  'aliases',
  'functionUrlPorts',
  'lambdaPort',
  'cloudwatchPort',
  'credentials',
  'concurrency',
  'environment',
  'passEnvironment',
  'betweenInvocations',
  'processors',
  'image',
  'drainSeconds',
  'draining',
  'clientDisconnect',
  'brokenStream',
  'emptyStream',
  'smallChunks',
  'streamBandwidth',
  'streamLimitBytes',
  'streamBehindBuffered',
  'requestRate',
  'wildcardOrigins',
  'timeoutSeconds',
  'buildCommand',
];

const PORTS = [0, 65_535] as const;
/** Lambda's own bounds: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const TIMEOUT_SECONDS = [1, 900] as const;
const ENVIRONMENTS = [1, 1000] as const;

/**
 * Reads the options.
 * @param where What the options are called, for messages.
 * @param functionKeys Functions that they may name.
 */
export function readSettings(
  raw: unknown,
  where: string,
  functionKeys: readonly string[],
  reader: Reader,
): ReadSettings {
  const options = reader.table(raw, where, (value) => value);
  for (const key of Object.keys(options)) {
    if (!OPTIONS.includes(key))
      reader.mistakes.push(`${where}.${key} is not an option; there are ${OPTIONS.join(', ')}`);
  }
  const at = (key: string): [unknown, string] => [options[key], `${where}.${key}`];
  const text = (value: unknown, name: string): string | undefined => reader.string(value, name);
  const routes = reader.table(...at('routes'), text);
  const aliases = reader.table(...at('aliases'), (value, name) => (value === '' ? '' : text(value, name)));
  const ports = reader.table(...at('functionUrlPorts'), (value, name) => reader.integer(value, name, PORTS));
  const concurrency = reader.table(...at('concurrency'), (value, name) => reader.integer(value, name, ENVIRONMENTS));
  const environment = reader.table(...at('environment'), (value, name) =>
    reader.table(value, name, readVariable(reader)),
  );
  const seconds = (value: unknown, name: string): number | undefined => reader.integer(value, name, TIMEOUT_SECONDS);
  const isTable = typeof options.timeoutSeconds === 'object';
  const timeouts = isTable ? reader.table(...at('timeoutSeconds'), seconds) : seconds(...at('timeoutSeconds'));

  checkPaths({ ...routes, ...aliases }, where, reader);
  checkFunctions(`${where}.routes`, Object.values(routes), functionKeys, reader);
  for (const [name, table] of Object.entries({ concurrency, environment, functionUrlPorts: ports })) {
    checkFunctions(`${where}.${name}`, Object.keys(table), functionKeys, reader);
  }

  return {
    settings: {
      ...given('host', reader.string(...at('host'))),
      ...given('port', reader.integer(...at('port'), PORTS)),
      routes,
      aliases,
      functionUrlPorts: ports,
      ...given('lambdaPort', reader.integer(...at('lambdaPort'), PORTS)),
      ...given('cloudwatchPort', reader.integer(...at('cloudwatchPort'), PORTS)),
      ...(options.credentials ? { credentials: reader.table(...at('credentials'), text) } : {}),
      ...given('passEnvironment', reader.list(...at('passEnvironment'))),
      ...given('betweenInvocations', reader.oneOf<'freeze' | 'run'>(...at('betweenInvocations'), ['freeze', 'run'])),
      ...given('processors', reader.oneOf<'all' | 'by-memory'>(...at('processors'), ['all', 'by-memory'])),
      ...given('image', reader.string(...at('image'))),
      ...given('drainSeconds', reader.integer(...at('drainSeconds'), [0, 900])),
      ...given('draining', readDraining(...at('draining'), reader)),
      ...given('clientDisconnect', reader.oneOf<'ignore' | 'abort'>(...at('clientDisconnect'), ['ignore', 'abort'])),
      ...readStreaming(at, reader),
    },
    concurrency,
    environment,
    timeoutSeconds: timeouts ?? {},
    buildCommand: reader.string(...at('buildCommand')),
  };
}

/** What AWS leaves open, or does so that work offline would suffer from it. */
function readStreaming(at: (key: string) => [unknown, string], reader: Reader): Partial<OfflineSettings> {
  const either = <K extends keyof OfflineSettings, V extends string>(key: K, ...allowed: V[]): { [P in K]?: V } =>
    given(key, reader.oneOf<V>(...at(key), allowed));
  return {
    ...either('brokenStream', 'reset', 'clean'),
    ...either('emptyStream', 'end', 'hang'),
    ...either('smallChunks', 'at-once', 'held'),
    ...either('streamBandwidth', 'off', 'as-on-aws'),
    ...given('streamLimitBytes', reader.integer(...at('streamLimitBytes'), [1, Number.MAX_SAFE_INTEGER])),
    ...either('streamBehindBuffered', 'collected', 'lost'),
    ...either('requestRate', 'off', 'as-on-aws'),
    ...either('wildcardOrigins', 'literal', 'pattern'),
  };
}

/** A variable's value is text, also where YAML makes a number of it. */
const readVariable =
  (reader: Reader) =>
  (value: unknown, where: string): string | undefined =>
    typeof value === 'number' ? String(value) : reader.string(value, where);

function readDraining(raw: unknown, where: string, reader: Reader): DrainingAnswer | undefined {
  if (raw === undefined) return undefined;
  const fields = reader.table(raw, where, (value) => value);
  const text = (value: unknown, name: string): string | undefined =>
    typeof value === 'number' ? String(value) : reader.string(value, name);
  return {
    status: reader.integer(fields.status, `${where}.status`, [200, 599]) ?? DEFAULT_SETTINGS.draining.status,
    headers: reader.table(fields.headers, `${where}.headers`, text),
    body: reader.string(fields.body, `${where}.body`) ?? '',
  };
}

function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}

function checkPaths(table: Record<string, string>, where: string, reader: Reader): void {
  for (const path of Object.keys(table)) {
    if (!path.startsWith('/')) reader.mistakes.push(`${where}: the path ${JSON.stringify(path)} must begin with "/"`);
  }
}

function checkFunctions(where: string, named: readonly string[], known: readonly string[], reader: Reader): void {
  for (const name of new Set(named)) {
    if (known.includes(name)) continue;
    reader.mistakes.push(`${where}: ${name} is not a function with a url; there are ${known.join(', ') || 'none'}`);
  }
}

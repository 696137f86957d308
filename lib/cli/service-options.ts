import type { Readable } from 'node:stream';
import { type Command, Option } from 'commander';
import type { Client } from '../client/client-interface.ts';
import { ClientError } from '../client/errors.ts';
import { createClient, type NodeOptions } from '../client/node/node.ts';
import type { ClientKey, ResilienceOptions } from '../client/options.ts';
import { readSettings } from '../settings/settings.ts';
import { UsageError } from './report.ts';

/** Where the service is, as options and the environment tell. */
export interface ServiceOptions {
  readonly url?: string;
  readonly healthUrl?: string;
  readonly metricsUrl?: string;
  readonly key?: string;
  readonly token?: string;
}

/** Adds what every command takes that calls the service. */
export const withService = (command: Command): Command =>
  command
    .optionsGroup('The service:')
    .addOption(new Option('--url <url>', 'its base URL').env('TRANSCODER_URL'))
    .addOption(new Option('--health-url <url>', 'that of /health, where it differs').env('TRANSCODER_HEALTH_URL'))
    .addOption(new Option('--metrics-url <url>', 'that of /metrics, where it differs').env('TRANSCODER_METRICS_URL'))
    .addOption(new Option('--key <id:secret>', 'signs every call; default: the first of SIGNING_KEYS'))
    .addOption(new Option('--token <token>', 'of /health and /metrics; default: MONITOR_TOKEN'));

/** @throws UsageError where no service could have it among its own; the secret is not repeated */
function keyOf(pair: string | undefined): ClientKey | undefined {
  if (pair === undefined) return undefined;
  const [, id, secret] = /^([\w-]{1,64}):([^,]{16,})$/.exec(pair) ?? [];
  if (id === undefined || secret === undefined)
    throw new UsageError('--key wants id:secret, as in SIGNING_KEYS: a secret of 16 characters or more, no comma.');
  return { id, secret };
}

/** Whether calls can be signed. */
export const hasKey = (options: ServiceOptions): boolean =>
  (options.key ?? readSettings(process.env).SIGNING_KEYS[0]) !== undefined;

/** A client of the service that was named; `undefined` where none was. */
export function clientFor(
  options: ServiceOptions,
  more: NodeOptions & ResilienceOptions = {},
): Client<Readable> | undefined {
  const { SIGNING_KEYS, MONITOR_TOKEN } = readSettings(process.env);
  const { url, healthUrl, metricsUrl, token = MONITOR_TOKEN } = options;
  if (url === undefined) return undefined;
  for (const given of [url, healthUrl, metricsUrl]) {
    if (given !== undefined && !/^https?:$/.test(URL.parse(given)?.protocol ?? ''))
      throw new UsageError(`${given} is no http or https URL.`);
  }
  const key = keyOf(options.key ?? SIGNING_KEYS[0]);
  return createClient({
    url,
    ...(healthUrl === undefined ? {} : { healthUrl }),
    ...(metricsUrl === undefined ? {} : { metricsUrl }),
    ...(key ? { key } : {}),
    ...(token === undefined ? {} : { monitorToken: token }),
    ...more,
  });
}

/** Throws what was thrown; where Sluice has refused the caller, with what to do at a command line. */
const withRemedy =
  (remedy: string) =>
  (thrown: unknown): never => {
    // The platform refuses in words of its own, and neither a key nor a token helps.
    if (!(thrown instanceof ClientError) || thrown.code !== 'UNAUTHORIZED' || !thrown.transcodeId) throw thrown;
    const { trouble, message, code, status, transcodeId } = thrown;
    throw new ClientError(trouble, `${message} ${remedy}`, { code, status, transcodeId, cause: thrown });
  };

export const withKeyRemedy = (options: ServiceOptions) =>
  withRemedy(
    hasKey(options)
      ? 'Is the key one of its SIGNING_KEYS, and the clock of this machine right?'
      : 'Give --key id:secret, or set SIGNING_KEYS.',
  );

export const withTokenRemedy = ({ token = readSettings(process.env).MONITOR_TOKEN }: ServiceOptions) =>
  withRemedy(token === undefined ? 'Give --token, or set MONITOR_TOKEN.' : 'Is the token its MONITOR_TOKEN?');

/** @throws UsageError that says how to name a service */
export function requireClient(options: ServiceOptions, more?: NodeOptions & ResilienceOptions): Client<Readable> {
  const client = clientFor(options, more);
  if (client) return client;
  throw new UsageError('Which service? Give --url, or set TRANSCODER_URL. `sluice serve` starts one here.');
}

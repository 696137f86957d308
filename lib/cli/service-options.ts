import type { Readable } from 'node:stream';
import { type Command, Option } from 'commander';
import type { Client } from '../client/client-interface.ts';
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

/** @throws UsageError where it has no colon; the secret is not repeated */
function keyOf(pair: string | undefined): ClientKey | undefined {
  if (pair === undefined) return undefined;
  const colon = pair.indexOf(':');
  if (colon < 1) throw new UsageError('--key wants id:secret, as in SIGNING_KEYS.');
  return { id: pair.slice(0, colon), secret: pair.slice(colon + 1) };
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

/** @throws UsageError that says how to name a service */
export function requireClient(options: ServiceOptions, more?: NodeOptions & ResilienceOptions): Client<Readable> {
  const client = clientFor(options, more);
  if (client) return client;
  throw new UsageError('Which service? Give --url, or set TRANSCODER_URL. `sluice serve` starts one here.');
}

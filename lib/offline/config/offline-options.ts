import { OfflineError } from '../errors.ts';
import type { OfflineOptions } from '../types.ts';
import { functionsWithUrl, readFunctions } from './functions.ts';
import { createReader } from './reader.ts';
import type { ServiceFile } from './service-file.ts';
import { readSettings } from './settings.ts';

/** Where the options are in serverless.yml. */
const CUSTOM_KEY = 'lambdaOffline';

/**
 * Makes the emulator's options from serverless.yml.
 * @param note Told what differs from AWS but does not stop the start.
 * @throws OfflineError which lists all mistakes at once.
 */
export function offlineOptions(
  service: ServiceFile,
  serviceDirectory: string,
  note: (text: string) => void,
): OfflineOptions {
  const reader = createReader();
  const where = `custom.${CUSTOM_KEY}`;
  const options = readSettings(service.custom?.[CUSTOM_KEY], where, functionsWithUrl(service), reader);
  const functions = readFunctions({ service, serviceDirectory, options, reader, note });
  if (functions.length === 0) reader.mistakes.push('no function has a url: there is nothing to run');
  if (reader.mistakes.length > 0) {
    throw new OfflineError(['serverless.yml cannot be run offline:', ...reader.mistakes].join('\n  - '));
  }
  const { region } = service.provider;
  return { ...options.settings, ...(region ? { region } : {}), serviceDirectory, functions };
}

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { OfflineError } from '../errors.ts';
import type { OfflineOptions } from '../types.ts';
import { ENTRY_POINT } from './defaults.ts';
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
  const image = options.settings.image && resolve(serviceDirectory, options.settings.image);
  if (image && !existsSync(join(image, ENTRY_POINT))) {
    reader.mistakes.push(`${where}.image: there is no ${join(image, ENTRY_POINT)}: it must be the root of an image`);
  }
  if (reader.mistakes.length > 0) {
    throw new OfflineError(['serverless.yml cannot be run offline:', ...reader.mistakes].join('\n  - '));
  }
  const { region } = service.provider;
  const given = { ...(image ? { image } : {}), ...(region ? { region } : {}) };
  return { ...options.settings, ...given, serviceDirectory, functions };
}

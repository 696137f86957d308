import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FunctionDefinition } from '../types.ts';
import { ON_DEMAND_LIMIT } from './defaults.ts';
import { readFunctionUrl } from './function-url-rules.ts';
import { layerBinDirectories } from './layers.ts';
import type { Reader } from './reader.ts';
import type { ServiceFile, ServiceFunction } from './service-file.ts';
import type { ReadSettings } from './settings.ts';

/** osls' defaults. */
const DEFAULT_TIMEOUT_SECONDS = 6;
const DEFAULT_MEMORY_MEGABYTES = 1024;

/** What RIC looks for, in its order: `module-loader.js`. */
const EXTENSIONS = ['', '.js', '.mjs', '.cjs'];

/** What the definitions are read with. */
export interface FunctionsInput {
  readonly service: ServiceFile;
  readonly serviceDirectory: string;
  readonly options: ReadSettings;
  readonly reader: Reader;
  /** Told what differs from AWS but does not stop the start. */
  readonly note: (text: string) => void;
}

/** @returns The keys of the functions that have a URL: those are the ones that run here. */
export function functionsWithUrl(service: ServiceFile): string[] {
  return Object.entries(service.functions ?? {}).flatMap(([key, { url }]) => (url ? [key] : []));
}

/** Reads the functions that have a URL. */
export function readFunctions(input: FunctionsInput): FunctionDefinition[] {
  return functionsWithUrl(input.service).flatMap((key) => {
    const raw = input.service.functions?.[key];
    return raw ? [readFunction(key, raw, input)] : [];
  });
}

function readFunction(key: string, raw: ServiceFunction, input: FunctionsInput): FunctionDefinition {
  const { service, serviceDirectory, options, reader } = input;
  const { provider } = service;
  const where = `functions.${key}`;
  const note = (text: string): void => input.note(`${key}: ${text}`);
  const handler = reader.string(raw.handler, `${where}.handler`) ?? '';
  checkBundle(handler, where, input);
  const timeout = typeof options.timeoutSeconds === 'number' ? options.timeoutSeconds : options.timeoutSeconds[key];
  const timeoutOf = (value: unknown): number | undefined => reader.integer(value, `${where}.timeout`, [1, 900]);
  const memory = reader.integer(raw.memorySize ?? provider.memorySize, `${where}.memorySize`, [128, 10_240]);
  return {
    key,
    name: raw.name ?? key,
    handler,
    timeoutSeconds: timeout ?? timeoutOf(raw.timeout ?? provider.timeout) ?? DEFAULT_TIMEOUT_SECONDS,
    memoryMegabytes: memory ?? DEFAULT_MEMORY_MEGABYTES,
    environment: {
      ...readEnvironment({ ...provider.environment, ...raw.environment }, note),
      ...options.environment[key],
    },
    binDirectories: layerBinDirectories(raw.layers ?? provider.layers ?? [], service, serviceDirectory, note),
    ...readConcurrency(key, raw, input),
    url: readFunctionUrl(raw.url, `${where}.url`, reader),
  };
}

/** Offline all that a function may use is warm, unless only serverless.yml says how much that is. */
function readConcurrency(
  key: string,
  raw: ServiceFunction,
  { options, reader }: FunctionsInput,
): Pick<FunctionDefinition, 'provisioned' | 'limit' | 'reserved'> {
  const chosen = options.concurrency[key];
  if (chosen !== undefined) return { provisioned: chosen, limit: chosen, reserved: chosen };
  const where = `functions.${key}.`;
  const provisioned = reader.integer(raw.provisionedConcurrency, `${where}provisionedConcurrency`, [0, 1000]) ?? 0;
  const reserved = reader.integer(raw.reservedConcurrency, `${where}reservedConcurrency`, [0, 1000]);
  const limit = reserved ?? Math.max(provisioned, ON_DEMAND_LIMIT);
  return { provisioned, limit, ...(reserved === undefined ? {} : { reserved }) };
}

function readEnvironment(raw: Record<string, unknown>, note: (text: string) => void): Record<string, string> {
  const entries = Object.entries(raw).flatMap(([name, value]) => {
    if (value === null || value === undefined) return [];
    if (typeof value !== 'object') return [[name, String(value)]];
    note(`${name} is a CloudFormation expression, which has no value offline: it is left out`);
    return [];
  });
  return Object.fromEntries(entries);
}

function checkBundle(handler: string, where: string, { serviceDirectory, options, reader }: FunctionsInput): void {
  const [module = ''] = basename(handler).split('.');
  const path = join(serviceDirectory, dirname(handler), module);
  if (module !== '' && EXTENSIONS.some((extension) => existsSync(path + extension))) return;
  const remedy = options.buildCommand ? `; build it with: ${options.buildCommand}` : '';
  reader.mistakes.push(`${where}.handler: there is no ${path}.mjs (nor .js, .cjs)${remedy}`);
}

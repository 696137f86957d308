/** What the tests of the emulator share: one started in this process, and what it left behind. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';
import { type OfflineService, startOffline } from '../../lib/offline/service.ts';
import type { FunctionDefinition, OfflineOptions } from '../../lib/offline/types.ts';

/** Where the handlers are. */
export const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));

/** A function as the tests use it unless they say otherwise. */
export function definition(changes: Partial<FunctionDefinition> = {}): FunctionDefinition {
  return {
    key: 'f',
    name: 'service-test-f',
    handler: 'functions.streaming',
    timeoutSeconds: 30,
    memoryMegabytes: 128,
    environment: {},
    binDirectories: [],
    provisioned: 1,
    limit: 1,
    url: { invokeMode: 'RESPONSE_STREAM' },
    ...changes,
  };
}

/** A running emulator and all that it printed. */
export interface Emulated {
  readonly service: OfflineService;
  readonly url: string;
  readonly lines: string[];
  readonly progress: string[];
  /** Processes of its environments, and of what those started. */
  processes(): number[];
}

/** Starts an emulator with one function, closed at the end of the test. */
export async function emulate(
  changes: Partial<FunctionDefinition> = {},
  options: Partial<OfflineOptions> = {},
): Promise<Emulated> {
  const marker = randomUUID();
  const lines: string[] = [];
  const progress: string[] = [];
  const service = await startOffline({
    serviceDirectory: FIXTURES,
    functions: [definition({ ...changes, environment: { MARKER: marker, ...changes.environment } })],
    port: 0,
    routes: { '/': 'f' },
    output: {
      line: ({ functionKey, index, text }) => lines.push(`${functionKey}[${index}] ${text}`),
      progress: (text) => progress.push(text),
    },
    ...options,
  });
  onTestFinished(() => service.close());
  return { service, url: service.url, lines, progress, processes: () => processesWith(marker) };
}

/** Processes whose environment or command line holds the text; zombies have neither. */
export function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && ['environ', 'cmdline'].some((file) => read(pid, file).includes(text)));
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** Waits for something that comes by itself; how long it may take is no part of the test. */
export function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 20_000, interval: 20 });
}

/** A door at which handlers wait until the test opens it. */
export interface Door {
  readonly url: string;
  /** Handlers that wait. */
  waiting(): number;
  open(): void;
}

/** Makes a door; it is gone at the end of the test. */
export async function door(): Promise<Door> {
  const held: ServerResponse[] = [];
  const server = createServer((_request, response) => void held.push(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    waiting: () => held.length,
    open: () => {
      for (const response of held.splice(0)) response.end('open');
    },
  };
}

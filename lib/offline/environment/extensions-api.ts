import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readText } from '../front/read-body.ts';
import type { FunctionDefinition } from '../types.ts';

const BASE = '/2020-01-01/extension/';
const BODY_BYTES = 64 * 1024;
/** More than these a function cannot have (docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html). */
const MOST = 10;

/** What those are told who listen to each invocation. */
export interface InvokeEvent {
  readonly requestId: string;
  readonly deadlineMs: number;
  readonly invokedFunctionArn: string;
  readonly traceId: string;
}

/** The extensions of one environment: internal ones, which are threads of the runtime's own process. */
export interface Extensions {
  /** Answers a request of this API. @returns whether it was one */
  serve(request: IncomingMessage, response: ServerResponse): boolean;
  /** With any of them the runtime is told before it is ended. */
  count(): number;
  /** The environment is initialised: nobody may register any more. */
  closeRegistration(): void;
  invoked(event: InvokeEvent): void;
  /** Whether all that listen to invocations are done with the last one. */
  areSettled(): boolean;
}

interface Extension {
  readonly listens: boolean;
  waiting?: ServerResponse | undefined;
}

function refuse(response: ServerResponse, errorType: string, errorMessage: string): void {
  response.writeHead(403, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ errorMessage, errorType }));
}

/** @throws {SyntaxError} what is no JSON */
function eventsOf(text: string): readonly unknown[] {
  const { events } = (JSON.parse(text || '{}') ?? {}) as { events?: unknown };
  return Array.isArray(events) ? events : [];
}

/**
 * Serves https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html; where that page is silent, the errors are
 * those of AWS's own emulator (github.com/aws/aws-lambda-runtime-interface-emulator, internal/lambda/rapi/handler).
 *
 * @param onSettled - whoever listened is done with the last invocation
 */
export function createExtensions(
  { name, handler }: Pick<FunctionDefinition, 'name' | 'handler'>,
  onSettled: () => void,
): Extensions {
  const all = new Map<string, Extension>();
  const names = new Set<string>();
  let isOpen = true;

  async function register(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const called = request.headers['lambda-extension-name'];
    const text = await readText(request, BODY_BYTES);
    if (typeof called !== 'string' || called === '')
      return refuse(response, 'Extension.InvalidExtensionName', 'Empty extension name');
    let events: readonly unknown[];
    try {
      events = eventsOf(text);
    } catch (error) {
      return refuse(response, 'InvalidRequestFormat', String(error));
    }
    // Internal extensions are not told of the shutdown: the runtime's SIGTERM is.
    const wrong = events.find((event) => event !== 'INVOKE');
    if (wrong !== undefined) return refuse(response, 'Extension.InvalidEventType', `${wrong}: invalid event type`);
    if (!isOpen) return refuse(response, 'Extension.RegistrationClosed', 'Extension registration closed already');
    if (names.has(called))
      return refuse(response, 'Extension.InvalidExtensionState', 'Extension with this name already registered');
    if (all.size === MOST) return refuse(response, 'Extension.TooManyExtensions', `Extension limit (${MOST}) reached`);
    const id = randomUUID();
    names.add(called);
    all.set(id, { listens: events.includes('INVOKE') });
    response.writeHead(200, { 'content-type': 'application/json', 'lambda-extension-identifier': id });
    response.end(JSON.stringify({ functionName: name, functionVersion: '$LATEST', handler }));
  }

  function next(request: IncomingMessage, response: ServerResponse): void {
    const id = String(request.headers['lambda-extension-identifier'] ?? '');
    const extension = all.get(id);
    if (id === '') refuse(response, 'Extension.MissingHeader', 'Missing Lambda-Extension-Identifier header');
    else if (!extension) refuse(response, 'Extension.UnknownExtensionIdentifier', `Unknown extension ${id}`);
    // One that has hung up may come again.
    else if (extension.waiting && !extension.waiting.destroyed) {
      const message = `State transition from Ready to Ready failed for extension ${id}. Error: State transition is not allowed`;
      refuse(response, 'Extension.InvalidExtensionState', message);
    } else {
      extension.waiting = response;
      onSettled();
    }
  }

  return {
    serve(request, response) {
      if (!request.url?.startsWith(BASE)) return false;
      const path = request.url.slice(BASE.length);
      if (request.method === 'POST' && path === 'register') register(request, response).catch(() => response.destroy());
      else if (request.method === 'GET' && path === 'event/next') next(request, response);
      else if (request.method === 'POST' && /^(init|exit)\/error$/.test(path)) {
        request.resume();
        response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
      } else {
        request.resume();
        response.writeHead(404).end();
      }
      return true;
    },
    count: () => all.size,
    closeRegistration() {
      isOpen = false;
    },
    invoked({ traceId, ...event }) {
      const tracing = { type: 'X-Amzn-Trace-Id', value: traceId };
      for (const extension of all.values()) {
        if (!extension.listens || !extension.waiting) continue;
        extension.waiting.writeHead(200, { 'content-type': 'application/json' });
        extension.waiting.end(JSON.stringify({ eventType: 'INVOKE', ...event, tracing }));
        extension.waiting = undefined;
      }
    },
    areSettled: () => [...all.values()].every(({ listens, waiting }) => !listens || waiting !== undefined),
  };
}

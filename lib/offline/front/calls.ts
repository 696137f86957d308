import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Throttled } from '../errors.ts';
import type { FunctionDefinition } from '../types.ts';
import type { Gate } from './gate.ts';
import { type PlatformAnswer, REQUEST_TOO_LARGE, send, throttled } from './platform-answers.ts';
import { BodyTooLarge } from './read-body.ts';

/** One request to a front. */
export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly traceId: string;
}

/** How a front treats its calls. */
export interface CallRules {
  readonly gate: Gate;
  /** The answer while the service drains. */
  readonly refusal: (requestId: string) => PlatformAnswer;
  /** Told why a caller got less than an answer. */
  readonly onProblem: (text: string) => void;
}

/** What all fronts have in common: ids, the gate, and that nothing one call does harms the others. */
export function eachCall(
  { gate, refusal, onProblem }: CallRules,
  serve: (call: Call) => Promise<void>,
): RequestListener {
  return (request, response) => {
    const requestId = randomUUID();
    if (gate.draining) {
      request.resume();
      send(response, refusal(requestId));
      return;
    }
    gate.enter(response);
    // What is written while the caller hangs up; its going is seen by `close`.
    response.on('error', () => {});
    serve({ request, response, requestId, traceId: newTraceId() }).catch((error: unknown) => {
      onProblem(String(error));
      response.destroy();
    });
  };
}

/** The outcome, or what was thrown: each front has its own words for it. */
export async function outcomeOf<T>(work: Promise<T>): Promise<T | Error> {
  try {
    return await work;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * What never reached the function, in the words that all fronts share.
 * @param definition Of the function; without it, its concurrency is taken for reserved.
 */
export function refusedBy(error: Error, definition?: Pick<FunctionDefinition, 'reserved'>): PlatformAnswer | undefined {
  if (error instanceof Throttled) {
    const isReserved = definition === undefined || definition.reserved !== undefined;
    return throttled(`${isReserved ? 'ReservedFunction' : ''}ConcurrentInvocationLimitExceeded`);
  }
  return error instanceof BodyTooLarge ? REQUEST_TOO_LARGE : undefined;
}

/** `Root=1-<seconds, hex>-<24 hex digits>`: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function newTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')}`;
}

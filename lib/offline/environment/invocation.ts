import type { IncomingMessage } from 'node:http';

/** One request to a function, as the Runtime API hands it to RIC. */
export interface Invocation {
  readonly requestId: string;
  /** The event, as JSON. */
  readonly payload: string;
  readonly traceId: string;
}

/** RIC posted an answer: buffered, or streamed while the handler writes it. */
export interface RuntimeResponse {
  readonly kind: 'response';
  readonly streaming: boolean;
  readonly contentType: string;
  /** The posted body. It emits `error` when the environment ends in the midst of it. */
  readonly body: IncomingMessage;
  /** Resolves when the runtime asks for its next invocation, or is gone: the handler has written all that it ever will. */
  readonly handlerDone: Promise<void>;
}

/** RIC posted an error instead. */
interface RuntimeFailure {
  readonly kind: 'failure';
  readonly errorType: string;
  readonly errorMessage: string;
}

export type RuntimeAnswer = RuntimeResponse | RuntimeFailure;

const TRAILER = 'lambda-runtime-function-error-type';

/**
 * RIC reports a stream that fails midway in trailers, behind a body which ends cleanly as HTTP.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
 * @returns The error's type once the body has ended, or undefined when it ended well.
 */
export function trailingError(body: IncomingMessage): string | undefined {
  return body.trailers[TRAILER];
}

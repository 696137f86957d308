import type { IncomingMessage } from 'node:http';
import type { EnvironmentLost, ErrorDocument } from '../errors.ts';

/** One request to a function, as the Runtime API hands it to RIC. */
export interface Invocation {
  readonly requestId: string;
  /** The event, as JSON. */
  readonly payload: string;
  readonly traceId: string;
  /** Told of each line that the environment writes meanwhile. */
  readonly onLine?: (text: string) => void;
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
  /** Resolves with the reason when the function's time is up in the midst of it, though it may write on for a moment. */
  readonly cutOff: Promise<Error>;
  /** Resolves when the environment has ended, with what became of it: behind the `error` of a body that it broke off. */
  readonly lost: Promise<EnvironmentLost>;
}

/** RIC posted an error instead. */
interface RuntimeFailure extends ErrorDocument {
  readonly kind: 'failure';
}

export type RuntimeAnswer = RuntimeResponse | RuntimeFailure;

/** What RIC reports of a stream that failed midway. */
export interface TrailingError {
  readonly errorType: string;
  /** RIC's JSON: `errorType`, `errorMessage`, `trace`. */
  readonly errorBody: string;
}

/**
 * RIC reports a stream that fails midway in trailers, behind a body which ends cleanly as HTTP.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
 * @returns The error once the body has ended, or undefined when it ended well.
 */
export function trailingError(body: IncomingMessage): TrailingError | undefined {
  const errorType = body.trailers['lambda-runtime-function-error-type'];
  if (errorType === undefined) return undefined;
  const encoded = body.trailers['lambda-runtime-function-error-body'] ?? '';
  return { errorType, errorBody: Buffer.from(encoded, 'base64').toString('utf8') };
}

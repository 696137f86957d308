import { setTimeout as pause } from 'node:timers/promises';
import type { RuntimeResponse } from '../../environment/invocation.ts';
import { EnvironmentLost } from '../../errors.ts';
import type { InvokeComplete } from './event-stream.ts';

/** Between the end of a connection and that of the process that held it; a runtime may also live on without it. */
const LOSS_MILLISECONDS = 1000;

/** What is known of an invocation whose environment ended. */
export interface Loss {
  readonly requestId: string;
  readonly error: Error;
  readonly timeoutSeconds: number;
}

/** Why an answer broke off: of a body that is cut off midway, what became of its environment is known a moment later. */
export const whyCut = async (error: Error, { lost }: RuntimeResponse): Promise<Error> =>
  error instanceof EnvironmentLost ? error : Promise.race([lost, pause(LOSS_MILLISECONDS, error, { ref: false })]);

/**
 * The environment ended: by its timeout, or by itself, which was seen to be `Runtime.ExitError` with the words of Lambda's
 * log, also for want of memory (https://github.com/awslabs/amazon-s3-find-and-forget/pull/283); or it never initialised,
 * which is told as its runtime has told it.
 */
export function lossOf({ requestId, error, timeoutSeconds }: Loss): InvokeComplete {
  const { words = undefined, initError = undefined } = error instanceof EnvironmentLost ? error : {};
  if (initError) return { ErrorCode: initError.errorType, ErrorDetails: initError.errorBody };
  const isTimeout = error.message.includes('Task timed out');
  const errorType = isTimeout ? 'Sandbox.Timedout' : 'Runtime.ExitError';
  const exited = words ?? `Runtime exited: ${error.message}`;
  const what = isTimeout ? `Task timed out after ${timeoutSeconds.toFixed(2)} seconds` : exited;
  const errorMessage = `RequestId: ${requestId} Error: ${what}`;
  return { ErrorCode: errorType, ErrorDetails: JSON.stringify({ errorType, errorMessage }) };
}

/** The words of Lambda's own: https://repost.aws/knowledge-center/lambda-response-payload-size (seen there, on no page of the API) */
export function tooLarge(limitBytes: number): InvokeComplete {
  const errorType = 'Function.ResponseSizeTooLarge';
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${limitBytes} bytes).`;
  return { ErrorCode: errorType, ErrorDetails: JSON.stringify({ errorType, errorMessage }) };
}

/** Characters of an error that the emulator shows: it may have 6 MB, and whoever called has all of it. */
const SHOWN = 1000;

/** What the emulator says of an invocation that has failed. */
export function problemOf(functionKey: string, requestId: string, { ErrorDetails = '' }: InvokeComplete): string {
  const more = ErrorDetails.length > SHOWN ? `… (${ErrorDetails.length} characters)` : '';
  return `${functionKey}: ${requestId} ${ErrorDetails.slice(0, SHOWN)}${more}`;
}

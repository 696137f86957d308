import type { Ending } from '../../front/hand-on.ts';
import type { InvokeComplete } from './event-stream.ts';

/** What is known of an invocation whose environment ended. */
export interface Loss {
  readonly requestId: string;
  readonly reason: string;
  readonly timeoutSeconds: number;
  /** Since it was handed to the environment. */
  readonly elapsedSeconds: number;
}

/** The environment ended: by its timeout, or by itself. The words are those of Lambda's own. */
export function lossOf({ requestId, reason, timeoutSeconds, elapsedSeconds }: Loss): InvokeComplete {
  const isTimeout = reason.includes('Task timed out') || elapsedSeconds >= timeoutSeconds;
  const errorType = isTimeout ? 'Sandbox.Timedout' : 'Runtime.ExitError';
  const what = isTimeout ? `Task timed out after ${timeoutSeconds.toFixed(2)} seconds` : `Runtime exited: ${reason}`;
  const errorMessage = `RequestId: ${requestId} Error: ${what}`;
  return { ErrorCode: errorType, ErrorDetails: JSON.stringify({ errorType, errorMessage }) };
}

/** The words of Lambda's own: https://repost.aws/knowledge-center/lambda-response-payload-size (seen there, on no page of the API) */
export function tooLarge(limitBytes: number): InvokeComplete {
  const errorType = 'Function.ResponseSizeTooLarge';
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${limitBytes} bytes).`;
  return { ErrorCode: errorType, ErrorDetails: JSON.stringify({ errorType, errorMessage }) };
}

/** How an answer's end is told. */
export function completeOf(ending: Ending, loss: Omit<Loss, 'reason'>): InvokeComplete {
  if (ending.kind === 'complete') return {};
  if (ending.kind === 'lost') return lossOf({ ...loss, reason: ending.error.message });
  return { ErrorCode: ending.errorType, ErrorDetails: ending.errorBody };
}

/** Characters of an error that the emulator shows: it may have 6 MB, and whoever called has all of it. */
const SHOWN = 1000;

/** What the emulator says of an invocation that has failed. */
export function problemOf(functionKey: string, requestId: string, { ErrorDetails = '' }: InvokeComplete): string {
  const more = ErrorDetails.length > SHOWN ? `… (${ErrorDetails.length} characters)` : '';
  return `${functionKey}: ${requestId} ${ErrorDetails.slice(0, SHOWN)}${more}`;
}

import type { Context } from 'aws-lambda';
import { asTranscodeError, TranscodeError } from '../contract/errors.ts';
import { HEADERS } from '../contract/headers.ts';
import type { HttpResponse } from './lambda.ts';

/** Seconds after which a caller may try again where we know no better. */
const RETRY_AFTER = '1';

/** Any failure as the answer that the contract has for it. */
export function errorResponse(thrown: unknown, transcodeId: string): HttpResponse {
  const error = asTranscodeError(thrown);
  return {
    statusCode: error.status,
    headers: {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      [HEADERS.transcodeId]: transcodeId,
      ...(error.code === 'SHUTTING_DOWN' ? { 'Retry-After': RETRY_AFTER } : {}),
      ...(error.code === 'METHOD_NOT_ALLOWED' ? { Allow: String(error.details?.allow) } : {}),
    },
    body: JSON.stringify(error.toBody(transcodeId)),
  };
}

/**
 * The same for middy's `onError`, where no record of the request says in the log what went wrong.
 *
 * @param onFailure - told of what the caller is not told: all that is no error of the contract
 */
export const loggedErrorResponse =
  (onFailure: (error: unknown) => void) =>
  ({ error, context }: { readonly error?: unknown; readonly context: Context }): HttpResponse => {
    if (!(error instanceof TranscodeError)) onFailure(error);
    return errorResponse(error, context.awsRequestId);
  };

/** @param methods - those that the path takes */
export const methodNotAllowed = (method: string, methods: readonly string[]): TranscodeError =>
  new TranscodeError('METHOD_NOT_ALLOWED', `${method} is not possible here; use ${methods.join(' or ')}.`, {
    details: { allow: methods.join(', ') },
  });

/** Of a path that may be repeated, here and in the log: a caller's mistake is the source's whole address in it, with its query. */
const SPEAKABLE = /^[\w./-]{1,100}$/;

export const notFound = (path: string, paths: readonly string[]): TranscodeError =>
  new TranscodeError(
    'NOT_FOUND',
    `There is nothing at ${SPEAKABLE.test(path) ? path : 'this path'}; this host answers at ${paths.join(', ')}.`,
  );

/** A JSON answer that nobody may keep. */
export const json = (statusCode: number, body: unknown): HttpResponse => ({
  statusCode,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  body: JSON.stringify(body),
});

export const text = (statusCode: number, body: string): HttpResponse => ({
  statusCode,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
  body,
});

import type { ServerResponse } from 'node:http';
import type { DrainingAnswer } from '../types.ts';

/** An answer that the platform gives, not the function. */
export interface PlatformAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export const JSON_TYPE = { 'content-type': 'application/json' };

/** The function's own concurrency is in use, the account's, or there are too many requests for what is reserved. */
type ThrottleReason =
  | 'ReservedFunctionConcurrentInvocationLimitExceeded'
  | 'ConcurrentInvocationLimitExceeded'
  | 'ReservedFunctionInvocationRateLimitExceeded';

/**
 * Too much at once: https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-throttling
 * The body and error type are those of https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (429), the words those
 * that were seen (https://github.com/solo-io/envoy-gloo/pull/407); the reasons are botocore's `ThrottleReason`.
 */
export const throttled = (Reason: ThrottleReason): PlatformAnswer => ({
  status: 429,
  headers: { ...JSON_TYPE, 'x-amzn-errortype': 'TooManyRequestsException' },
  body: JSON.stringify({ Reason, Type: 'User', message: 'Rate Exceeded.' }),
});

/**
 * The function failed, timed out or answered nonsense before the first byte: a Function URL says 502 and these words
 * (https://docs.aws.amazon.com/lambda/latest/dg/urls-monitoring.html, https://github.com/middyjs/middy/issues/1137).
 */
export const FUNCTION_FAILED: PlatformAnswer = { status: 502, headers: JSON_TYPE, body: 'Internal Server Error' };

/** The same with the headers that a front has for all its answers. */
export const functionFailed = (extraHeaders: Readonly<Record<string, string>>): PlatformAnswer => ({
  ...FUNCTION_FAILED,
  headers: { ...extraHeaders, ...FUNCTION_FAILED.headers },
});

/** Past 6 MB the Invoke API answers `RequestTooLargeException`: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const REQUEST_TOO_LARGE: PlatformAnswer = {
  status: 413,
  headers: { ...JSON_TYPE, 'x-amzn-errortype': 'RequestTooLargeException' },
  body: '{"Type":"User","message":"Request must be smaller than 6291456 bytes for the InvokeFunction operation"}',
};

/**
 * A Function URL with `authorizer: aws_iam` to a caller who did not sign.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html; its words: https://github.com/awsdocs/aws-lambda-developer-guide/issues/494
 */
export const FORBIDDEN: PlatformAnswer = {
  status: 403,
  headers: { ...JSON_TYPE, 'x-amzn-errortype': 'AccessDeniedException' },
  body: JSON.stringify({
    Message:
      'Forbidden. For troubleshooting Function URL authorization issues, see: ' +
      'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
  }),
};

/** A signature that is missing or wrong, of the API as of a Function URL. */
export const signatureRefused = ({ errorType, message }: { errorType: string; message: string }): PlatformAnswer => ({
  status: 403,
  headers: { ...JSON_TYPE, 'x-amzn-errortype': errorType },
  body: JSON.stringify({ message }),
});

/** No route of the path router matches; on AWS there is no such thing, for every function has a host. */
export const NO_ROUTE: PlatformAnswer = { status: 404, headers: JSON_TYPE, body: '{"message":"Not Found"}' };

/** The answer while the service drains: it closes its connection, so that the next request finds another service. */
export function drainingAnswer(answer: DrainingAnswer, requestId: string): PlatformAnswer {
  const body = answer.body.replaceAll('$requestId', requestId);
  return { status: answer.status, headers: { connection: 'close', ...answer.headers }, body };
}

/** Sends it, unless the caller is gone. */
export function send(response: ServerResponse, answer: PlatformAnswer): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
  response.end(answer.body);
}

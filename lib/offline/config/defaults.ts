import type { OfflineSettings } from '../types.ts';

/**
 * An invocation may be 6 MB; of a Function URL that is the whole event, with its body in base64 where it is not text:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const REQUEST_BYTES = 6 * 1024 * 1024;

/**
 * Buffered answers may be 6 MB too, as the JSON that the runtime posts. Same page; exactly, as Lambda's own error has it:
 * https://github.com/DataBiosphere/azul/issues/7466
 */
export const BUFFERED_RESPONSE_BYTES = 6_291_556;

/** Streamed answers may be 200 MB: https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html */
const STREAMED_RESPONSE_BYTES = 200 * 1024 * 1024;

/** "The first 6 MB of your function's response payload has uncapped bandwidth": same page. */
export const STREAM_BURST_BYTES = 6 * 1024 * 1024;

/** "After this initial burst, Lambda streams your response at a maximum rate of 2 MBps": same page. */
export const STREAM_BYTES_PER_SECOND = 2 * 1024 * 1024;

/**
 * Pieces below this were seen to wait for the next one; no page of AWS says so.
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/102
 */
export const SMALL_CHUNK_BYTES = 100 * 1024;

/**
 * Seconds an environment may take to initialise. Provisioned ones have 130 s, or the function's timeout where that
 * is longer. On demand it is 10 s; then Lambda begins anew, within the invocation and its timeout, and here the same
 * process just goes on for as long as both together:
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export const initSeconds = (type: 'provisioned-concurrency' | 'on-demand', timeoutSeconds: number): number =>
  type === 'on-demand' ? 10 + timeoutSeconds : Math.max(130, timeoutSeconds);

/** Where AWS's base images begin; `CMD`, the handler, is its only argument. `docker inspect` tells. */
export const ENTRY_POINT = '/lambda-entrypoint.sh';

/** Requests at once for a function that reserves and provisions nothing; an account has 1,000, a laptop has not. */
export const ON_DEMAND_LIMIT = 10;

/** The account in every ARN. */
export const ACCOUNT = '000000000000';

/** A function's ARN, without a qualifier. */
export const functionArn = (region: string, name: string): string =>
  `arn:aws:lambda:${region}:${ACCOUNT}:function:${name}`;

/** What every setting is unless serverless.yml says otherwise. */
export const DEFAULT_SETTINGS: OfflineSettings = {
  host: '127.0.0.1',
  port: 8090,
  routes: {},
  aliases: {},
  functionUrlPorts: {},
  credentials: { offline: 'offline-secret' },
  passEnvironment: [],
  betweenInvocations: 'freeze',
  processors: 'all',
  drainSeconds: 30,
  draining: {
    status: 503,
    headers: { 'content-type': 'application/json', 'retry-after': '5' },
    body: '{"message":"Service Unavailable","requestId":"$requestId"}',
  },
  clientDisconnect: 'ignore',
  brokenStream: 'reset',
  emptyStream: 'end',
  smallChunks: 'at-once',
  streamBandwidth: 'off',
  streamLimitBytes: STREAMED_RESPONSE_BYTES,
  // A minute, then two: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
  retrySeconds: [60, 120],
  streamBehindBuffered: 'collected',
  requestRate: 'off',
  wildcardOrigins: 'literal',
  region: 'us-east-1',
};

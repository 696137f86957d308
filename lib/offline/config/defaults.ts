import type { OfflineSettings } from '../types.ts';

/** Function URL requests may be 6 MB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const REQUEST_BYTES = 6 * 1024 * 1024;

/** Buffered answers may be 6 MB too; streamed ones are not bounded here. Same page. */
export const BUFFERED_RESPONSE_BYTES = 6 * 1024 * 1024;

/**
 * Seconds an environment may take to initialise. Provisioned ones have 130 s, or the function's timeout where that
 * is longer: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export const INIT_SECONDS = 130;

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
  drainSeconds: 30,
  draining: {
    status: 503,
    headers: { 'content-type': 'application/json', 'retry-after': '5' },
    body: '{"message":"Service Unavailable","requestId":"$requestId"}',
  },
  clientDisconnect: 'ignore',
  brokenStream: 'reset',
  region: 'us-east-1',
};

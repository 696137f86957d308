import type { Context, LambdaFunctionURLEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { TranscodeError } from '../../lib/contract/errors.ts';
import { healthHandler } from '../../lib/http/health.ts';
import { metricsHandler } from '../../lib/http/metrics.ts';

const context = { awsRequestId: 'id' } as Context;

function asked(path: string): LambdaFunctionURLEvent {
  const http = { method: 'GET' };
  return { rawPath: path, headers: {}, requestContext: { http } } as unknown as LambdaFunctionURLEvent;
}

/** What a monitor is told, and what the log, where everything fails with this. */
async function outcome(path: string, failure: Error) {
  const told: unknown[] = [];
  const fails = () => Promise.reject(failure);
  const tell = (error: unknown) => void told.push(error);
  const handler =
    path === '/metrics'
      ? metricsHandler({ MONITOR_TOKEN: undefined }, 'text/plain', fails, tell)
      : healthHandler({ MONITOR_TOKEN: undefined }, { health: fails, isReady: fails }, tell);
  const { statusCode } = await handler(asked(path), context);
  return { statusCode, told };
}

describe.for(['/health', '/health/ready', '/metrics'])('%s', (path) => {
  test('tells the log what nobody has foreseen', async () => {
    const failure = new TypeError('of a programmer');
    expect(await outcome(path, failure)).toEqual({ statusCode: 500, told: [failure] });
  });

  test('does not tell it what the caller is told', async () => {
    const failure = new TranscodeError('TIMEOUT', 'The reader knows why.');
    expect(await outcome(path, failure)).toEqual({ statusCode: 504, told: [] });
  });
});

import middy from '@middy/core';
import type { Context, LambdaFunctionURLEvent } from 'aws-lambda';
import { canonicalPath, PATHS } from '../contract/paths.ts';
import type { Settings } from '../settings/settings.ts';
import { checkBearer } from './bearer.ts';
import type { HttpResponse } from './lambda.ts';
import { loggedErrorResponse, methodNotAllowed, notFound } from './respond.ts';

const METHODS = ['GET', 'HEAD'];

/**
 * The handler of the metrics function.
 *
 * @param metrics - tells them, as text of this type
 * @param onFailure - told of what nobody has foreseen
 */
export function metricsHandler(
  { MONITOR_TOKEN }: Pick<Settings, 'MONITOR_TOKEN'>,
  contentType: string,
  metrics: () => Promise<string>,
  onFailure: (error: unknown) => void,
) {
  return middy<LambdaFunctionURLEvent, HttpResponse>()
    .onError(loggedErrorResponse(onFailure))
    .handler(async (event: LambdaFunctionURLEvent, _context: Context) => {
      const { method } = event.requestContext.http;
      if (canonicalPath(event.rawPath) !== PATHS.metrics) throw notFound(event.rawPath, [PATHS.metrics]);
      if (!METHODS.includes(method)) throw methodNotAllowed(method, METHODS);
      checkBearer(event, MONITOR_TOKEN);
      return {
        statusCode: 200,
        headers: { 'Content-Type': contentType, 'Cache-Control': 'no-store' },
        body: await metrics(),
      };
    });
}

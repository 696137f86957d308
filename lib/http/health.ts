import middy from '@middy/core';
import type { Context, LambdaFunctionURLEvent } from 'aws-lambda';
import type { ServiceHealth } from '../contract/health.ts';
import { openapi } from '../contract/openapi.ts';
import { canonicalPath, PATHS } from '../contract/paths.ts';
import type { Settings } from '../settings/settings.ts';
import { checkBearer } from './bearer.ts';
import type { HttpResponse } from './lambda.ts';
import { json, loggedErrorResponse, methodNotAllowed, notFound, text } from './respond.ts';

type Answer = (event: LambdaFunctionURLEvent) => Promise<HttpResponse> | HttpResponse;

/** What the function finds out when it is asked. */
export interface HealthChecks {
  readonly health: () => Promise<ServiceHealth>;
  /** Whether it can serve; asks nobody outside. */
  readonly isReady: () => Promise<boolean>;
}

/** What each path answers; all but `live` and the description of the interface belong to the monitor. */
const routes = (token: string | undefined, { health, isReady }: HealthChecks): Readonly<Record<string, Answer>> => ({
  [PATHS.health]: async (event) => {
    checkBearer(event, token);
    const found = await health();
    return json(found.status === 'unhealthy' ? 503 : 200, found);
  },
  [PATHS.live]: () => text(200, 'alive'),
  [PATHS.ready]: async (event) => {
    checkBearer(event, token);
    return (await isReady()) ? text(200, 'ready') : text(503, 'not ready');
  },
  [PATHS.openapi]: () => json(200, openapi()),
});

/**
 * The handler of the health function.
 *
 * @param onFailure - told of what nobody has foreseen
 */
export function healthHandler(
  { MONITOR_TOKEN }: Pick<Settings, 'MONITOR_TOKEN'>,
  checks: HealthChecks,
  onFailure: (error: unknown) => void,
) {
  const answers = routes(MONITOR_TOKEN, checks);
  return middy<LambdaFunctionURLEvent, HttpResponse>()
    .onError(loggedErrorResponse(onFailure))
    .handler(async (event: LambdaFunctionURLEvent, _context: Context) => {
      const { method } = event.requestContext.http;
      const answer = answers[canonicalPath(event.rawPath)];
      if (!answer) throw notFound(event.rawPath, Object.keys(answers));
      if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed(method, ['GET', 'HEAD']);
      return answer(event);
    });
}

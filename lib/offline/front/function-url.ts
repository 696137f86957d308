import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { REQUEST_BYTES } from '../config/defaults.ts';
import type { RuntimeAnswer } from '../environment/invocation.ts';
import type { Pool } from '../environment/pool.ts';
import { Throttled } from '../errors.ts';
import type { FunctionUrlRules, OfflineSettings } from '../types.ts';
import { bufferedAnswer } from './buffered-answer.ts';
import { corsHeaders, isPreflight, preflightHeaders } from './cors.ts';
import { functionUrlEvent } from './event.ts';
import type { Gate } from './gate.ts';
import { drainingAnswer, FUNCTION_FAILED, REQUEST_TOO_LARGE, send, THROTTLED } from './platform-answers.ts';
import { BodyTooLarge, readBody } from './read-body.ts';
import { streamAnswer } from './stream-answer.ts';

/** What a Function URL is made of. */
export interface FunctionUrlInput {
  readonly pool: Pool;
  readonly rules: FunctionUrlRules;
  readonly settings: OfflineSettings;
  readonly gate: Gate;
  /** Told why a caller got less than an answer. */
  readonly onProblem: (text: string) => void;
}

/** The HTTP side of one function: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
export function functionUrl({ pool, rules, settings, gate, onProblem }: FunctionUrlInput): RequestListener {
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    const traceId = newTraceId();
    const { cors } = rules;
    if (gate.draining) {
      request.resume();
      send(response, drainingAnswer(settings.draining, requestId));
      return;
    }
    gate.enter(response);
    // What is written while the caller hangs up; its going is seen by `close`.
    response.on('error', () => {});
    if (cors && isPreflight(request)) {
      send(response, { status: 200, headers: preflightHeaders(cors, request), body: '' });
      return;
    }
    const extraHeaders = {
      'x-amzn-requestid': requestId,
      'x-amzn-trace-id': traceId,
      ...(cors ? corsHeaders(cors, request) : {}),
    };
    const answer = await invoke(request, requestId, traceId);
    if (answer instanceof Error) {
      const platform = platformAnswer(answer);
      if (platform === FUNCTION_FAILED && !response.destroyed) onProblem(`${requestId} ${answer.message}`);
      send(response, { ...platform, headers: { ...extraHeaders, ...platform.headers } });
      return;
    }
    if (answer.kind === 'failure') {
      // RIC has logged the error itself; the caller of a Function URL never sees it.
      send(response, { ...FUNCTION_FAILED, headers: { ...extraHeaders, ...FUNCTION_FAILED.headers } });
      return;
    }
    const problem = (text: string): void => onProblem(`${requestId} ${text}`);
    if (response.destroyed && settings.clientDisconnect === 'abort') answer.body.destroy();
    else if (rules.invokeMode === 'RESPONSE_STREAM') {
      streamAnswer(answer, request, response, { ...settings, extraHeaders, onProblem: problem });
    } else {
      await bufferedAnswer(answer, request, response, { extraHeaders, onProblem: problem });
    }
  }

  async function invoke(request: IncomingMessage, requestId: string, traceId: string): Promise<RuntimeAnswer | Error> {
    try {
      const body = await readBody(request, REQUEST_BYTES);
      const apiId = pool.definition.key;
      const event = functionUrlEvent({ request, body, requestId, traceId, apiId, now: new Date() });
      return await pool.invoke({ requestId, payload: JSON.stringify(event), traceId });
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      onProblem(String(error));
      response.destroy();
    });
  };
}

function platformAnswer(error: Error): typeof THROTTLED {
  if (error instanceof Throttled) return THROTTLED;
  return error instanceof BodyTooLarge ? REQUEST_TOO_LARGE : FUNCTION_FAILED;
}

/** `Root=1-<seconds, hex>-<24 hex digits>`: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function newTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')}`;
}

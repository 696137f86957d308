import type { RequestListener } from 'node:http';
import { REQUEST_BYTES } from '../config/defaults.ts';
import type { Pool } from '../environment/pool.ts';
import { verifySignature } from '../sigv4/verify.ts';
import type { FunctionUrlRules, OfflineSettings } from '../types.ts';
import { bufferedAnswer } from './buffered-answer.ts';
import { type Call, eachCall, outcomeOf, refusedBy } from './calls.ts';
import { corsHeaders, isPreflight, preflightHeaders } from './cors.ts';
import { functionUrlEvent } from './event.ts';
import type { Gate } from './gate.ts';
import {
  drainingAnswer,
  FORBIDDEN,
  FUNCTION_FAILED,
  JSON_TYPE,
  type PlatformAnswer,
  REQUEST_TOO_LARGE,
  send,
  signatureRefused,
  throttled,
} from './platform-answers.ts';
import { readBody } from './read-body.ts';
import { requestRate } from './request-rate.ts';
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
  const { cors } = rules;
  const { reserved } = pool.definition;
  const mayGoOn = settings.requestRate === 'off' || reserved === undefined ? () => true : requestRate(reserved);

  /** Who calls, of a URL that asks. */
  function authorise({ request }: Call, body: Buffer): PlatformAnswer | string | undefined {
    if (rules.authorizer !== 'aws_iam') return undefined;
    const { method = '', url: target = '/', headersDistinct: headers } = request;
    const verdict = verifySignature(
      { method, target, headers, body },
      { ...settings, service: 'lambda', now: new Date() },
    );
    if (verdict.kind === 'signed') return verdict.accessKeyId;
    return verdict.errorType === 'MissingAuthenticationTokenException' ? FORBIDDEN : signatureRefused(verdict);
  }

  async function serve(call: Call): Promise<void> {
    const { request, response, requestId, traceId } = call;
    if (cors && isPreflight(request)) {
      const headers = { ...JSON_TYPE, 'x-amzn-requestid': requestId };
      send(response, {
        status: 200,
        headers: { ...headers, ...preflightHeaders(cors, request, settings.wildcardOrigins) },
        body: '',
      });
      return;
    }
    const untraced = {
      'x-amzn-requestid': requestId,
      ...(cors ? corsHeaders(cors, request, settings.wildcardOrigins) : {}),
    };
    const extraHeaders = { ...untraced, 'x-amzn-trace-id': traceId };
    const refuse = (platform: PlatformAnswer): void =>
      send(response, { ...platform, headers: { ...extraHeaders, ...platform.headers } });
    const fail = (error: Error): void => {
      const platform = refusedBy(error, pool.definition) ?? FUNCTION_FAILED;
      if (platform === FUNCTION_FAILED && !response.destroyed) onProblem(`${requestId} ${error.message}`);
      refuse(platform);
    };

    const body = await outcomeOf(readBody(request, REQUEST_BYTES));
    if (body instanceof Error) return fail(body);
    const caller = authorise(call, body);
    // Nothing is traced before it is let in: https://github.com/awsdocs/aws-lambda-developer-guide/issues/494
    if (typeof caller === 'object') return send(response, { ...caller, headers: { ...untraced, ...caller.headers } });
    if (!mayGoOn()) {
      pool.throttled();
      return refuse(throttled('ReservedFunctionInvocationRateLimitExceeded'));
    }
    const apiId = pool.definition.key;
    const event = functionUrlEvent({ request, body, requestId, traceId, apiId, accessKeyId: caller, now: new Date() });
    const payload = JSON.stringify(event);
    if (Buffer.byteLength(payload) > REQUEST_BYTES) return refuse(REQUEST_TOO_LARGE);
    const answer = await outcomeOf(pool.invoke({ requestId, payload, traceId }));
    if (answer instanceof Error) return fail(answer);
    // RIC has logged the error itself; the caller of a Function URL never sees it.
    if (answer.kind === 'failure') return refuse(FUNCTION_FAILED);
    const problem = (text: string): void => onProblem(`${requestId} ${text}`);
    if (response.destroyed && settings.clientDisconnect === 'abort') answer.body.destroy();
    else if (rules.invokeMode === 'RESPONSE_STREAM' && answer.streaming) {
      streamAnswer(answer, request, response, { ...settings, extraHeaders, onProblem: problem });
    } else {
      const asItIs = rules.invokeMode === 'RESPONSE_STREAM';
      await bufferedAnswer(answer, request, response, { ...settings, asItIs, extraHeaders, onProblem: problem });
    }
  }

  return eachCall({ gate, refusal: (requestId) => drainingAnswer(settings.draining, requestId), onProblem }, serve);
}

import type { RequestListener } from 'node:http';
import { REQUEST_BYTES } from '../config/defaults.ts';
import type { Pool } from '../environment/pool.ts';
import { type Call, eachCall, outcomeOf, refusedBy } from '../front/calls.ts';
import type { Gate } from '../front/gate.ts';
import { handOn } from '../front/hand-on.ts';
import { type PlatformAnswer, send, signatureRefused } from '../front/platform-answers.ts';
import { readBody } from '../front/read-body.ts';
import { verifySignature } from '../sigv4/verify.ts';
import type { OfflineSettings } from '../types.ts';
import { functionNotFound, notJson, UNAVAILABLE, UNKNOWN_OPERATION } from './api-errors.ts';
import { EVENT_STREAM_TYPE, type InvokeComplete, invokeComplete, payloadChunk } from './event-stream.ts';
import { completeOf, lossOf } from './failure.ts';
import { functionReference } from './function-name.ts';
import { logTail } from './log-tail.ts';

/** What the API is made of. */
export interface LambdaApiInput {
  readonly pools: readonly Pool[];
  readonly settings: OfflineSettings;
  readonly gate: Gate;
  readonly onProblem: (text: string) => void;
}

const OPERATION = /^\/2021-11-15\/functions\/([^/]+)\/response-streaming-invocations$/;

/** `InvokeWithResponseStream`: https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html */
export function lambdaApi({ pools, settings, gate, onProblem }: LambdaApiInput): RequestListener {
  const { region } = settings;

  function refusalOf({ request }: Call, body: Buffer): PlatformAnswer | undefined {
    const { method = '', url: target = '/', headersDistinct: headers } = request;
    const verdict = verifySignature(
      { method, target, headers, body },
      { ...settings, service: 'lambda', now: new Date() },
    );
    return verdict.kind === 'refused' ? signatureRefused(verdict) : undefined;
  }

  function poolOf({ request }: Call): Pool | PlatformAnswer {
    const url = new URL(request.url ?? '/', 'http://lambda');
    const label = OPERATION.exec(url.pathname)?.[1];
    if (request.method !== 'POST' || label === undefined) return UNKNOWN_OPERATION;
    const reference = functionReference(label, url.searchParams.get('Qualifier') || undefined, region);
    if ('status' in reference) return reference;
    const { name, qualifier } = reference;
    // All versions and aliases are the one that is here.
    const pool = pools.find(({ definition }) => definition.key === name || definition.name === name);
    return pool ?? functionNotFound(region, qualifier === undefined ? name : `${name}:${qualifier}`);
  }

  async function serve(call: Call): Promise<void> {
    const { request, response, requestId, traceId } = call;
    const extraHeaders = { 'x-amzn-requestid': requestId, 'x-amzn-trace-id': traceId };
    const refuse = (answer: PlatformAnswer): void =>
      send(response, { ...answer, headers: { ...extraHeaders, ...answer.headers } });

    const body = await outcomeOf(readBody(request, REQUEST_BYTES));
    if (body instanceof Error) return refuse(refusedBy(body) ?? UNAVAILABLE);
    const refused = refusalOf(call, body);
    if (refused) return refuse(refused);
    const pool = poolOf(call);
    if ('status' in pool) return refuse(pool);
    const payload = body.toString('utf8').trim() || '{}';
    const mistake = jsonMistake(payload);
    if (mistake !== undefined) return refuse(notJson(mistake));
    if (request.headers['x-amz-invocation-type'] === 'DryRun') {
      response.writeHead(204, { ...extraHeaders, 'x-amz-executed-version': '$LATEST' }).end();
      return;
    }

    const log = request.headers['x-amz-log-type'] === 'Tail' ? logTail() : undefined;
    const began = performance.now();
    const answer = await outcomeOf(pool.invoke({ requestId, payload, traceId, ...(log ? { onLine: log.add } : {}) }));
    const platform = answer instanceof Error ? refusedBy(answer) : undefined;
    if (platform) return refuse(platform);

    // From here on all is well as HTTP: what became of the function is said by the stream's last message.
    const version = { 'x-amz-executed-version': '$LATEST', 'content-type': EVENT_STREAM_TYPE };
    response.writeHead(200, { ...extraHeaders, ...version }).flushHeaders();
    const finish = (complete: InvokeComplete): void => {
      if (complete.ErrorCode !== undefined) onProblem(`${pool.definition.key}: ${requestId} ${complete.ErrorDetails}`);
      response.end(invokeComplete({ ...complete, ...(log ? { LogResult: log.result() } : {}) }));
    };
    const loss = () => {
      const { timeoutSeconds } = pool.definition;
      return { requestId, timeoutSeconds, elapsedSeconds: (performance.now() - began) / 1000 };
    };
    if (answer instanceof Error) return finish(lossOf({ ...loss(), reason: answer.message }));
    if (answer.kind === 'failure') return finish({ ErrorCode: answer.errorType, ErrorDetails: answer.errorBody });
    if (response.destroyed && settings.clientDisconnect === 'abort') {
      answer.body.destroy();
      return;
    }
    const onChunk = (chunk: Buffer): boolean => response.write(payloadChunk(chunk));
    handOn(answer, response, { onChunk, onEnd: (ending) => finish(completeOf(ending, loss())) }, settings);
  }

  return eachCall({ gate, refusal: () => UNAVAILABLE, onProblem }, serve);
}

function jsonMistake(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

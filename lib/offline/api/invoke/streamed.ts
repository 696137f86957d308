import { outcomeOf, refusedBy } from '../../front/calls.ts';
import { type Ending, handOn } from '../../front/hand-on.ts';
import { type PlatformAnswer, send } from '../../front/platform-answers.ts';
import { EVENT_STREAM_TYPE, type InvokeComplete, invokeComplete, payloadChunk } from './event-stream.ts';
import { lossOf, problemOf, tooLarge, whyCut } from './failure.ts';
import { EXECUTED_VERSION, type Invoked, isDryRun, payloadOf } from './invocation.ts';
import { logTail } from './log-tail.ts';

/** `InvokeWithResponseStream`: https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html */
export async function invokeWithResponseStream({ call, body, pool, settings, onProblem }: Invoked): Promise<void> {
  const { request, response, requestId, traceId } = call;
  const extraHeaders = { 'x-amzn-requestid': requestId, 'x-amzn-trace-id': traceId };
  const refuse = (answer: PlatformAnswer): void =>
    send(response, { ...answer, headers: { ...extraHeaders, ...answer.headers } });

  const payload = payloadOf(body);
  if (typeof payload !== 'string') return refuse(payload);
  if (isDryRun(call)) return void response.writeHead(204, { ...extraHeaders, ...EXECUTED_VERSION }).end();

  const log = request.headers['x-amz-log-type'] === 'Tail' ? logTail() : undefined;
  const answer = await outcomeOf(pool.invoke({ requestId, payload, traceId, ...(log ? { onLine: log.add } : {}) }));
  const platform = answer instanceof Error ? refusedBy(answer, pool.definition) : undefined;
  if (platform) return refuse(platform);

  // From here on all is well as HTTP: what became of the function is said by the stream's last message.
  const head = { ...extraHeaders, ...EXECUTED_VERSION, 'content-type': EVENT_STREAM_TYPE };
  response.writeHead(200, head).flushHeaders();
  const finish = (complete: InvokeComplete): void => {
    if (response.writableEnded) return;
    if (complete.ErrorCode !== undefined) onProblem(problemOf(pool.definition.key, requestId, complete));
    response.end(invokeComplete({ ...complete, ...(log ? { LogResult: log.result() } : {}) }));
  };
  const lost = (error: Error): void => {
    finish(lossOf({ requestId, error, timeoutSeconds: pool.definition.timeoutSeconds }));
  };
  if (answer instanceof Error) return lost(answer);
  if (answer.kind === 'failure') return finish({ ErrorCode: answer.errorType, ErrorDetails: answer.errorBody });
  if (response.destroyed && settings.clientDisconnect === 'abort') {
    answer.body.destroy();
    return;
  }
  let left = settings.streamLimitBytes;
  const onChunk = (chunk: Buffer): boolean => {
    left -= chunk.length;
    if (left >= 0) return response.write(payloadChunk(chunk));
    // What the function writes from here on goes nowhere.
    finish(tooLarge(settings.streamLimitBytes));
    return true;
  };
  const onEnd = (ending: Ending): void => {
    if (ending.kind === 'lost') void whyCut(ending.error, answer).then(lost);
    else if (ending.kind === 'complete') finish({});
    else finish({ ErrorCode: ending.errorType, ErrorDetails: ending.errorBody });
  };
  handOn(answer, response, { onChunk, onEnd }, settings);
}

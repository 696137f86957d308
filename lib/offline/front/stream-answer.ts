import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RuntimeResponse } from '../environment/invocation.ts';
import type { OfflineSettings } from '../types.ts';
import { hasBody, setHead } from './answer-head.ts';
import { breakOff } from './break-off.ts';
import { type Ending, handOn } from './hand-on.ts';
import { FUNCTION_FAILED, send } from './platform-answers.ts';
import { PRELUDE_CONTENT_TYPE, type Prelude, preludeSplitter } from './prelude.ts';

/** What the front adds and what it does when things go wrong. */
export interface StreamRules extends Pick<OfflineSettings, 'clientDisconnect' | 'brokenStream'> {
  readonly extraHeaders: Readonly<Record<string, string>>;
  readonly onProblem: (text: string) => void;
}

/** Makes HTTP of a streamed answer: its prelude becomes the head, all behind it the body. */
export function streamAnswer(
  answer: RuntimeResponse,
  request: IncomingMessage,
  response: ServerResponse,
  rules: StreamRules,
): void {
  const split = answer.contentType === PRELUDE_CONTENT_TYPE ? preludeSplitter() : undefined;
  let state: 'head' | 'body' | 'discard' = 'head';

  function begin(prelude: Prelude, rest: Buffer): boolean {
    setHead(request, response, prelude, rules.extraHeaders);
    if (hasBody(request.method, prelude.statusCode)) {
      state = 'body';
      if (rest.length > 0) return response.write(rest);
      response.flushHeaders();
      return true;
    }
    state = 'discard';
    response.end();
    return true;
  }

  function onHeadChunk(chunk: Buffer): boolean {
    try {
      if (split === undefined) {
        return begin({ statusCode: 200, headers: { 'content-type': answer.contentType }, cookies: [] }, chunk);
      }
      const found = split(chunk);
      return found ? begin(found.prelude, found.rest) : true;
    } catch (error) {
      rules.onProblem(String(error));
      state = 'discard';
      send(response, FUNCTION_FAILED);
      return true;
    }
  }

  function onEnd(ending: Ending): void {
    if (state === 'discard') return;
    const failure = problemOf(ending);
    if (failure !== undefined) rules.onProblem(failure);
    if (state === 'body' && failure !== undefined && rules.brokenStream === 'reset') {
      breakOff(response);
    } else if (state === 'body') {
      response.end();
    } else if (failure === undefined && split === undefined) {
      begin({ statusCode: 200, headers: { 'content-type': answer.contentType }, cookies: [] }, Buffer.alloc(0));
      response.end();
    } else {
      // RIC sends the prelude with the first write. Without one AWS keeps the caller waiting for minutes:
      // https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/95
      if (failure === undefined)
        rules.onProblem('the stream ended without a write: AWS would hang here, write "" first');
      send(response, FUNCTION_FAILED);
    }
    state = 'discard';
  }

  const onChunk = (chunk: Buffer): boolean =>
    state === 'body' ? response.write(chunk) : state === 'head' ? onHeadChunk(chunk) : true;
  handOn(answer, response, { onChunk, onEnd }, rules);
}

function problemOf(ending: Ending): string | undefined {
  if (ending.kind === 'failed') return `the stream failed: ${ending.errorType}`;
  return ending.kind === 'lost'
    ? `the environment ended in the midst of its answer: ${ending.error.message}`
    : undefined;
}

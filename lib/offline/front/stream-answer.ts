import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RuntimeResponse } from '../environment/invocation.ts';
import type { OfflineSettings } from '../types.ts';
import { hasBody, setHead } from './answer-head.ts';
import { breakOff } from './break-off.ts';
import { type Ending, handOn } from './hand-on.ts';
import { functionFailed, send } from './platform-answers.ts';
import { PRELUDE_CONTENT_TYPE, type Prelude, preludeSplitter } from './prelude.ts';
import { type BodyRules, streamBody } from './stream-body.ts';

/** What the front adds and what it does when things go wrong. */
export interface StreamRules
  extends BodyRules,
    Pick<OfflineSettings, 'clientDisconnect' | 'brokenStream' | 'emptyStream'> {
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
  const plain: Prelude = { statusCode: 200, headers: {}, cookies: [] };
  let state: 'head' | 'body' | 'discard' = 'head';
  let headBytes = 0;

  const onLimit = (): void => fail(`the answer is longer than ${rules.streamLimitBytes} bytes`);
  const body = streamBody(response, rules, () => answer.body.resume(), onLimit);

  function begin(prelude: Prelude, rest: Buffer): boolean {
    setHead(request, response, prelude, rules.extraHeaders);
    if (hasBody(request.method, prelude.statusCode)) {
      state = 'body';
      // A head whose first bytes are held has no reason to come before them.
      if (rest.length === 0 && rules.smallChunks === 'at-once') response.flushHeaders();
      return body.write(rest);
    }
    state = 'discard';
    response.end();
    return true;
  }

  function onHeadChunk(chunk: Buffer): boolean {
    headBytes += chunk.length;
    try {
      if (split === undefined) return begin({ ...plain, headers: { 'content-type': answer.contentType } }, chunk);
      const found = split(chunk);
      return found ? begin(found.prelude, found.rest) : true;
    } catch (error) {
      fail(String(error));
      return true;
    }
  }

  /** Before its head the caller is told by a status, behind it only by how it ends; no page of AWS says how that is. */
  function fail(problem: string): void {
    rules.onProblem(problem);
    if (state === 'head') send(response, functionFailed(rules.extraHeaders));
    else body.end(() => (rules.brokenStream === 'reset' ? breakOff(response) : response.end()));
    state = 'discard';
  }

  function complete(): void {
    if (state === 'head') {
      // RIC sends the prelude with the first write: without one, what it says is lost.
      // https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/97
      if (split) rules.onProblem('the stream ended without a write: its status and headers are lost, write "" first');
      begin({ ...plain, headers: split ? {} : { 'content-type': answer.contentType } }, Buffer.alloc(0));
      if (response.writableEnded) return;
    }
    // Seen on some accounts, for up to 16 minutes: https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/95
    if (body.begun || rules.emptyStream === 'end') body.end(() => response.end());
    else {
      rules.onProblem('the stream is empty: its connection stays open, as emptyStream says');
      response.flushHeaders();
    }
  }

  function onEnd(ending: Ending): void {
    if (state === 'discard') return;
    const problem = problemOf(ending) ?? (headBytes > 0 && state === 'head' ? 'the prelude does not end' : undefined);
    if (problem === undefined) complete();
    else fail(problem);
  }

  const onChunk = (chunk: Buffer): boolean =>
    state === 'body' ? body.write(chunk) : state === 'head' ? onHeadChunk(chunk) : true;
  handOn(answer, response, { onChunk, onEnd }, rules);
}

function problemOf(ending: Ending): string | undefined {
  if (ending.kind === 'failed') return `the stream failed: ${ending.errorType}`;
  return ending.kind === 'lost'
    ? `the environment ended in the midst of its answer: ${ending.error.message}`
    : undefined;
}

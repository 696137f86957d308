import type { IncomingMessage, ServerResponse } from 'node:http';
import { type RuntimeResponse, trailingError } from '../environment/invocation.ts';
import type { OfflineSettings } from '../types.ts';
import { hasBody, setHead } from './answer-head.ts';
import { breakOff } from './break-off.ts';
import { FUNCTION_FAILED, send } from './platform-answers.ts';
import { PRELUDE_CONTENT_TYPE, type Prelude, preludeSplitter } from './prelude.ts';

/** What the front adds and what it does when things go wrong. */
export interface StreamRules extends Pick<OfflineSettings, 'clientDisconnect' | 'brokenStream'> {
  readonly extraHeaders: Readonly<Record<string, string>>;
  readonly onProblem: (text: string) => void;
}

/**
 * Hands a streamed answer on while the function writes it: each chunk at once, and no more of them than the caller
 * takes. A pause here fills RIC's socket, and RIC's `write` then says so to the handler.
 */
export function streamAnswer(
  answer: RuntimeResponse,
  request: IncomingMessage,
  response: ServerResponse,
  rules: StreamRules,
): void {
  const { body } = answer;
  const split = answer.contentType === PRELUDE_CONTENT_TYPE ? preludeSplitter() : undefined;
  let state: 'head' | 'body' | 'discard' = response.destroyed ? 'discard' : 'head';
  /** What is left is no more than the sockets hold: AWS would have taken it long ago. */
  let last = false;

  function begin(prelude: Prelude, rest: Buffer): void {
    setHead(request, response, prelude, rules.extraHeaders);
    if (hasBody(request.method, prelude.statusCode)) {
      state = 'body';
      if (rest.length > 0) write(rest);
      else response.flushHeaders();
      return;
    }
    state = 'discard';
    response.end();
  }

  function write(chunk: Buffer): void {
    if (response.write(chunk) || last) return;
    body.pause();
  }

  function onHeadChunk(chunk: Buffer): void {
    try {
      if (split === undefined) {
        begin({ statusCode: 200, headers: { 'content-type': answer.contentType }, cookies: [] }, chunk);
        return;
      }
      const found = split(chunk);
      if (found) begin(found.prelude, found.rest);
    } catch (error) {
      rules.onProblem(String(error));
      state = 'discard';
      send(response, FUNCTION_FAILED);
    }
  }

  function finish(failure: string | undefined): void {
    if (state === 'discard') return;
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

  response.on('drain', () => body.resume());
  void answer.handlerDone.then(() => {
    last = true;
    body.resume();
  });
  response.once('close', () => {
    if (response.writableFinished || state === 'discard') return;
    state = 'discard';
    // The caller hung up. On AWS the function is not told: it runs to its end, and what it writes goes nowhere.
    if (rules.clientDisconnect === 'abort') body.destroy();
    else body.resume();
  });

  body.on('data', (chunk: Buffer) => {
    if (state === 'body') write(chunk);
    else if (state === 'head') onHeadChunk(chunk);
  });
  body.once('end', () => {
    const type = trailingError(body);
    finish(type && `the stream failed: ${type}`);
  });
  body.once('error', (error) => finish(`the environment ended in the midst of its answer: ${error.message}`));
}

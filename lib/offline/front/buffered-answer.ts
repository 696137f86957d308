import type { IncomingMessage, ServerResponse } from 'node:http';
import { BUFFERED_RESPONSE_BYTES } from '../config/defaults.ts';
import { type RuntimeResponse, trailingError } from '../environment/invocation.ts';
import { setHead } from './answer-head.ts';
import { FUNCTION_FAILED, send } from './platform-answers.ts';
import { PRELUDE_CONTENT_TYPE, type Prelude, preludeSplitter, toPrelude } from './prelude.ts';
import { readBody } from './read-body.ts';

/** What the front adds, and whom it tells of problems. */
export interface BufferedRules {
  readonly extraHeaders: Readonly<Record<string, string>>;
  readonly onProblem: (text: string) => void;
}

/** Answers when the function is done, for `invokeMode: BUFFERED`; never with half an answer. */
export async function bufferedAnswer(
  answer: RuntimeResponse,
  request: IncomingMessage,
  response: ServerResponse,
  rules: BufferedRules,
): Promise<void> {
  try {
    const bytes = await readBody(answer.body, BUFFERED_RESPONSE_BYTES);
    const failure = trailingError(answer.body);
    if (failure) throw new Error(`the stream failed: ${failure.errorType}`);
    const { prelude, body } = interpret(answer, bytes);
    setHead(request, response, prelude, rules.extraHeaders);
    if (prelude.statusCode !== 204 && prelude.statusCode !== 304) response.setHeader('content-length', body.length);
    response.end(body);
  } catch (error) {
    rules.onProblem(String(error));
    send(response, FUNCTION_FAILED);
  }
}

/**
 * An object with a `statusCode` is an HTTP answer; any other JSON is the body of a 200.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-response-payload
 */
function interpret(answer: RuntimeResponse, bytes: Buffer): { prelude: Prelude; body: Buffer } {
  if (answer.contentType === PRELUDE_CONTENT_TYPE) {
    const found = preludeSplitter()(bytes);
    if (found) return { prelude: found.prelude, body: found.rest };
  }
  const value: unknown = answer.streaming ? undefined : JSON.parse(bytes.toString('utf8'));
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) {
    return { prelude: { statusCode: 200, headers: { 'content-type': answer.contentType }, cookies: [] }, body: bytes };
  }
  const { body = '', isBase64Encoded } = value as { body?: unknown; isBase64Encoded?: unknown };
  const { headers, ...prelude } = toPrelude(value as Record<string, unknown>);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    prelude: { ...prelude, headers: { 'content-type': 'application/json', ...headers } },
    body: Buffer.from(text, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { BUFFERED_RESPONSE_BYTES } from '../config/defaults.ts';
import { type RuntimeResponse, trailingError } from '../environment/invocation.ts';
import type { OfflineSettings } from '../types.ts';
import { setHead } from './answer-head.ts';
import { functionFailed, send } from './platform-answers.ts';
import { PRELUDE_CONTENT_TYPE, type Prelude, preludeSplitter, toPrelude } from './prelude.ts';
import { wholeAnswer } from './whole-answer.ts';

/** What the front adds, and whom it tells of problems. */
export interface BufferedRules extends Pick<OfflineSettings, 'streamBehindBuffered'> {
  /**
   * What a handler returns is the body, whatever is in it: so `RESPONSE_STREAM` treats a handler that does not stream. No
   * page says so; it was seen (`test_lambda_url_echo_invoke` of LocalStack, recorded on AWS).
   */
  readonly asItIs: boolean;
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
    const bytes = await wholeAnswer(answer, BUFFERED_RESPONSE_BYTES);
    const failure = trailingError(answer.body);
    if (failure) throw new Error(`the stream failed: ${failure.errorType}`);
    const { prelude, body } = bodyOf(answer, bytes, rules);
    setHead(request, response, prelude, rules.extraHeaders);
    if (prelude.statusCode !== 204 && prelude.statusCode !== 304) response.setHeader('content-length', body.length);
    response.end(body);
  } catch (error) {
    rules.onProblem(String(error));
    send(response, functionFailed(rules.extraHeaders));
  }
}

interface Interpreted {
  readonly prelude: Prelude;
  readonly body: Buffer;
}

const returned = ({ contentType }: RuntimeResponse, body: Buffer): Interpreted => ({
  prelude: { statusCode: 200, headers: { 'content-type': contentType }, cookies: [] },
  body,
});

function bodyOf(answer: RuntimeResponse, bytes: Buffer, rules: BufferedRules): Interpreted {
  if (rules.asItIs) return returned(answer, bytes);
  if (!answer.streaming) return interpret(answer, bytes);
  rules.onProblem('the handler streams, but its URL is BUFFERED: set invokeMode to RESPONSE_STREAM');
  // No page says what becomes of it; that its status and its body are lost, https://middy.js.org/docs/intro/streamify-response
  return rules.streamBehindBuffered === 'lost' ? returned(answer, Buffer.alloc(0)) : collected(answer, bytes);
}

/** What was streamed, as if it had been returned. */
function collected(answer: RuntimeResponse, bytes: Buffer): Interpreted {
  const found = answer.contentType === PRELUDE_CONTENT_TYPE ? preludeSplitter()(bytes) : undefined;
  return found ? { prelude: found.prelude, body: found.rest } : returned(answer, bytes);
}

/**
 * An object with a `statusCode` is an HTTP answer; any other JSON is the body of a 200.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-response-payload
 */
function interpret(answer: RuntimeResponse, bytes: Buffer): Interpreted {
  const value: unknown = JSON.parse(bytes.toString('utf8'));
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) return returned(answer, bytes);
  const { body = '', isBase64Encoded } = value as { body?: unknown; isBase64Encoded?: unknown };
  const { headers, ...prelude } = toPrelude(value as Record<string, unknown>);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    prelude: { ...prelude, headers: { 'content-type': 'application/json', ...headers } },
    body: Buffer.from(text, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

import type { Writable } from 'node:stream';
import type { Request } from '@middy/core';
import type { Context, LambdaFunctionURLEvent } from 'aws-lambda';
import { TranscodeError } from '../contract/errors.ts';
import { LIMITS } from '../settings/limits.ts';
import { type HttpResponse, lambdaRuntime, type StreamingHandler } from './lambda.ts';

/** What middy 7 hands to an execution mode; its own types name none of it. */
interface MiddyCore {
  middyRequest(event: unknown, context: unknown): Request;
  runRequest(request: Request, ...parts: readonly unknown[]): Promise<HttpResponse>;
}
interface MiddyPlugin {
  requestStart(request: Request): void;
  requestEnd(request: Request): unknown;
}

type MiddyParts = [
  core: MiddyCore,
  before: unknown,
  handler: unknown,
  after: unknown,
  onError: unknown,
  plugin: MiddyPlugin,
];

/** Says no more to RIC, which logs it, than that the stream is broken: our own log line has the reason. */
class BrokenStream extends Error {
  override readonly name = 'BrokenStream';
}

/** Resolves at `event`; rejects when the stream closes before, or when there is no time left. */
function until(event: 'drain' | 'finish', stream: Writable, timeIsUp: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      stream.off(event, done).off('close', lost);
      timeIsUp.removeEventListener('abort', late);
      act();
    };
    const done = (): void => settle(resolve);
    const lost = (): void => settle(() => reject(new BrokenStream('the answer has no reader any more')));
    const late = (): void =>
      settle(() =>
        reject(new TranscodeError('TIMEOUT', 'The reader was too slow for the time that one answer may take.')),
      );
    stream.once(event, done).once('close', lost);
    timeIsUp.addEventListener('abort', late, { once: true });
    if (timeIsUp.aborted) late();
    else if (stream.closed) lost();
  });
}

async function writeBody(stream: Writable, body: HttpResponse['body'], timeIsUp: AbortSignal): Promise<void> {
  // Sends the prelude now, and ends an empty body at once: AWS lets one hang for minutes that was never written to
  // (github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/95).
  stream.write('');
  if (typeof body === 'string') stream.write(body);
  else if (body) {
    for await (const chunk of body) {
      if (stream.destroyed) throw new BrokenStream('the answer has no reader any more');
      if (!stream.write(chunk)) await until('drain', stream, timeIsUp);
    }
  }
  const finished = until('finish', stream, timeIsUp);
  stream.end();
  await finished;
}

/**
 * The execution mode in which middy answers with a stream.
 *
 * middy's own pipes the body with `pipeline()`, which destroys the response when the body fails midway: RIC's promises
 * then reject with nobody waiting, and the environment dies. This one writes, waits for `drain`, and leaves the response
 * for RIC to end with its error trailers. `requestEnd` runs when the last byte is out, which `after` does not.
 */
export function streamingMode(...parts: readonly unknown[]): StreamingHandler {
  const [{ middyRequest, runRequest }, before, handler, after, onError, plugin] = parts as MiddyParts;
  let lambdaHandler = handler;
  const streaming: StreamingHandler = async (event: LambdaFunctionURLEvent, stream: Writable, context: Context) => {
    // Asked once, and counted by what nobody sets: the runtime compares its deadline with the clock.
    const timeIsUpAt = performance.now() + context.getRemainingTimeInMillis() - LIMITS.writeMarginMs;
    const request = middyRequest(event, context);
    plugin.requestStart(request);
    const { body, ...prelude } = await runRequest(request, before, lambdaHandler, after, onError, plugin);
    const timeLeft = Math.max(0, Math.ceil(timeIsUpAt - performance.now()));
    try {
      await writeBody(lambdaRuntime().HttpResponseStream.from(stream, prelude), body, AbortSignal.timeout(timeLeft));
    } catch (error) {
      request.error = error instanceof Error ? error : new Error(String(error));
      throw new BrokenStream('the stream was broken off; the line before this one says why');
    } finally {
      await plugin.requestEnd(request);
    }
  };
  const middy = Object.assign(lambdaRuntime().streamifyResponse(streaming), {
    handler: (replacement: unknown) => {
      lambdaHandler = replacement;
      return middy;
    },
  });
  return middy;
}

import type { Writable } from 'node:stream';
import type { Context, LambdaFunctionURLEvent } from 'aws-lambda';

/** The part of Lambda's Node runtime that streaming needs: it is a global there, and nowhere else. */
interface LambdaRuntime {
  streamifyResponse<Handler>(handler: Handler): Handler;
  HttpResponseStream: { from(stream: Writable, prelude: Prelude): Writable };
}

/** Status and headers, sent as JSON before the body. */
export interface Prelude {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer; a body that is not there is sent as one that is empty. */
export interface HttpResponse extends Prelude {
  readonly body?: string | AsyncIterable<Buffer> | undefined;
}

export type StreamingHandler = (event: LambdaFunctionURLEvent, stream: Writable, context: Context) => Promise<void>;

/** @throws {Error} outside Lambda's runtime and its emulation */
export function lambdaRuntime(): LambdaRuntime {
  const runtime: unknown = Reflect.get(globalThis, 'awslambda');
  if (typeof runtime !== 'object' || runtime === null) throw new Error('a streaming handler needs the Lambda runtime');
  return runtime as LambdaRuntime;
}

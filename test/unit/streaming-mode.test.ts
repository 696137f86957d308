import { Writable } from 'node:stream';
import middy, { type Request } from '@middy/core';
import type { Context, LambdaFunctionURLEvent } from 'aws-lambda';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { streamingMode } from '../../lib/http/streaming-mode.ts';

beforeEach(() => {
  vi.stubGlobal('awslambda', {
    streamifyResponse: (handler: unknown) => handler,
    HttpResponseStream: { from: (stream: Writable) => stream },
  });
  return () => vi.unstubAllGlobals();
});

/** An answer of two pieces, of which the last leaves when it is let out; what happened, in order. */
function answering(body: () => AsyncGenerator<Buffer>) {
  const happened: string[] = [];
  const leaves = Promise.withResolvers<void>();
  const stream = new Writable({
    write(piece: Buffer, _encoding, done) {
      if (piece.length > 0) happened.push(`sent ${piece}`);
      done();
    },
    final(done) {
      void leaves.promise.then(() => {
        happened.push('complete');
        done();
      });
    },
  });
  const handler = middy<LambdaFunctionURLEvent>({
    executionMode: streamingMode,
    requestStart: () => void happened.push('begun'),
    requestEnd: ({ error }: Request) => void happened.push(error ? `over: ${error.message}` : 'over'),
  }).handler(async () => ({ statusCode: 200, headers: {}, body: body() }));
  const context = { getRemainingTimeInMillis: () => 60_000 } as Context;
  const call = handler as unknown as (event: object, stream: Writable, context: Context) => Promise<void>;
  return { happened, leaves, answered: call({}, stream, context) };
}

describe('what is to be done when a request is over, its metrics among it,', () => {
  test('is done when the last byte of its answer is out, and waits for that', async () => {
    const { happened, leaves, answered } = answering(async function* () {
      yield Buffer.from('one');
      yield Buffer.from('two');
    });
    const sent = ['begun', 'sent one', 'sent two'];
    await vi.waitFor(() => expect(happened).toEqual(sent));
    await new Promise((resolve) => setImmediate(resolve));
    expect(happened).toEqual(sent);
    leaves.resolve();
    await answered;
    expect(happened).toEqual([...sent, 'complete', 'over']);
  });

  test('is done with what broke the answer off, which has no end then', async () => {
    const { happened, answered } = answering(async function* () {
      yield Buffer.from('one');
      throw new Error('no more');
    });
    await expect(answered).rejects.toThrow('broken off');
    expect(happened).toEqual(['begun', 'sent one', 'over: no more']);
  });
});

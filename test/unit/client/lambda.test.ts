import type { InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { lambdaTransport } from '../../../lib/client/transport/lambda.ts';
import type { Ask } from '../../../lib/client/transport/transport.ts';

type Event = { PayloadChunk: { Payload: Uint8Array } } | { InvokeComplete: { ErrorCode?: string } };

const chunk = (text: string): Event => ({ PayloadChunk: { Payload: new TextEncoder().encode(text) } });
const head = chunk(`{"statusCode":200}${'\0'.repeat(8)}`);

/** A client of the SDK that answers what a test says; `signals` are those it was given. */
function scripted(answer: () => Iterable<Event>) {
  const sent: { input: InvokeWithResponseStreamCommand['input']; signal: AbortSignal }[] = [];
  const send = async ({ input }: InvokeWithResponseStreamCommand, { abortSignal }: { abortSignal: AbortSignal }) => {
    sent.push({ input, signal: abortSignal });
    const events = answer();
    return {
      EventStream: (async function* () {
        yield* events;
      })(),
    };
  };
  return { client: { send } as unknown as LambdaClient, sent };
}

const ask = (path = '/transcode'): Ask => ({
  endpoint: 'metrics',
  method: 'POST',
  path,
  headers: { 'X-A': 'b' },
  body: '{"ä":1}',
  signal: new AbortController().signal,
});

test('a stream that ends and nobody says that the function is done has been broken off', async () => {
  const { client } = scripted(() => [head, chunk('half')]);
  const { body } = await lambdaTransport({ functionName: 'f', client })(ask());
  const reading = (async () => {
    for await (const _chunk of body);
  })();
  await expect(reading).rejects.toThrow('nobody said that the function was done');
});

test('a function that fails before its head is an answer that broke off', async () => {
  const { client } = scripted(() => [{ InvokeComplete: { ErrorCode: 'TypeError' } }]);
  await expect(lambdaTransport({ functionName: 'f', client })(ask())).rejects.toMatchObject({
    trouble: 'broken',
    recoverable: true,
    cause: { message: expect.stringContaining('the function failed: TypeError') },
  });
});

test('a 429 says how long to wait where the SDK does', async () => {
  const { client } = scripted(() => {
    throw Object.assign(new Error('Rate Exceeded.'), { name: 'TooManyRequestsException', retryAfterSeconds: '7' });
  });
  const { status, headers } = await lambdaTransport({ functionName: 'f', client })(ask());
  expect([status, headers.get('retry-after')]).toEqual([429, '7']);
});

test('the function gets the event of a Function URL', async () => {
  const { client, sent } = scripted(() => [head, { InvokeComplete: {} }]);
  const functionName = 'arn:aws:lambda:eu-west-1:123456789012:function:sluice-prod-transcode:live';
  await lambdaTransport({ functionName, client })(ask('/metrics?a=%C3%A4'));
  const [{ input } = { input: undefined }] = sent;
  expect(input?.FunctionName).toBe('arn:aws:lambda:eu-west-1:123456789012:function:sluice-prod-metrics:live');
  expect(JSON.parse(new TextDecoder().decode(input?.Payload as Uint8Array))).toMatchObject({
    version: '2.0',
    rawPath: '/metrics',
    rawQueryString: 'a=%C3%A4',
    queryStringParameters: { a: 'ä' },
    headers: { 'x-a': 'b' },
    body: '{"ä":1}',
    isBase64Encoded: false,
    requestContext: {
      http: { method: 'POST', path: '/metrics' },
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
    },
  });
});

test('whoever stops reading ends the call, and whoever reads to the end leaves it alone', async () => {
  const { client, sent } = scripted(() => [head, chunk('one'), chunk('two'), { InvokeComplete: {} }]);
  const transport = lambdaTransport({ functionName: 'f', client });
  for await (const _chunk of (await transport(ask())).body) break;
  expect(sent[0]?.signal.aborted).toBe(true);
  for await (const _chunk of (await transport(ask())).body);
  expect(sent[1]?.signal.aborted).toBe(false);
});

/** Lambda's API as AWS's own SDK calls it. */
import { crc32 } from 'node:zlib';
import {
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamCommandInput,
  LambdaClient,
  type LambdaClientConfig,
} from '@aws-sdk/client-lambda';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sigV4 } from '../../lib/client/transport/sigv4.ts';
import { invokeComplete, payloadChunk } from '../../lib/offline/api/invoke/event-stream.ts';
import { call } from './caller.ts';
import { door, type Emulated, emulate, eventually } from './emulator.ts';

const CREDENTIALS = { accessKeyId: 'offline', secretAccessKey: 'offline-secret' };

function sdk({ service }: Emulated, config: LambdaClientConfig = {}) {
  const client = new LambdaClient({
    ...{ endpoint: service.lambdaUrl, region: 'us-east-1', credentials: CREDENTIALS, maxAttempts: 1 },
    ...config,
  });
  onTestFinished(() => client.destroy());
  return (query: object, input: Partial<InvokeWithResponseStreamCommandInput> = {}, abortSignal?: AbortSignal) =>
    client.send(
      new InvokeWithResponseStreamCommand({
        FunctionName: 'f',
        Payload: Buffer.from(JSON.stringify({ queryStringParameters: query })),
        ...input,
      }),
      abortSignal ? { abortSignal } : {},
    );
}

type Output = Awaited<ReturnType<ReturnType<typeof sdk>>>;

const eventsOf = ({ EventStream = (async function* () {})() }: Output) => EventStream[Symbol.asyncIterator]();

async function read({ EventStream }: Output) {
  const chunks: Uint8Array[] = [];
  for await (const { PayloadChunk, InvokeComplete } of EventStream ?? []) {
    if (PayloadChunk?.Payload) chunks.push(PayloadChunk.Payload);
    if (InvokeComplete) return { chunks, text: Buffer.concat(chunks).toString(), complete: InvokeComplete };
  }
  throw new Error('no InvokeComplete');
}

const PRELUDE = `{"statusCode":200,"headers":{},"cookies":[]}${'\0'.repeat(8)}`;

test('a message is framed as the protocol says', () => {
  const message = Buffer.from(payloadChunk(Buffer.from('hi')));
  // Its length, that of its headers, the CRC-32 of the two; headers of type 7, which is text; the payload; the CRC-32 of it all.
  expect([message.readUInt32BE(0), message.readUInt32BE(4)]).toEqual([message.length, message.length - 18]);
  expect(message.readUInt32BE(8)).toBe(crc32(message.subarray(0, 8)));
  expect(message.subarray(12, 39).toString('latin1')).toBe('\x0b:event-type\x07\0\x0cPayloadChunk');
  expect(message.subarray(-6, -4).toString()).toBe('hi');
  expect(message.readUInt32BE(message.length - 4)).toBe(crc32(message.subarray(0, -4)));
  expect(Buffer.from(invokeComplete({ ErrorCode: 'E' })).toString('latin1')).toContain('{"ErrorCode":"E"}');
});

describe('InvokeWithResponseStream', () => {
  test('hands a streamed payload on with its prelude, each write at once', async () => {
    const emulated = await emulate();
    const entrance = await door();
    const output = await sdk(emulated)({ kind: 'parts', door: entrance.url });
    expect(output).toMatchObject({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      ResponseStreamContentType: 'application/vnd.amazon.eventstream',
      $metadata: { requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    const events = eventsOf(output);
    let text = '';
    while (!text.endsWith('first')) text += Buffer.from((await events.next()).value.PayloadChunk.Payload).toString();
    expect(text).toContain('"statusCode":200');
    expect(text).toContain('\0'.repeat(8));
    await eventually(() => expect(entrance.waiting()).toBe(1));
    entrance.open();
    expect(Buffer.from((await events.next()).value.PayloadChunk.Payload).toString()).toBe('second');
    expect((await events.next()).value).toMatchObject({ InvokeComplete: {} });
    expect((await events.next()).done).toBe(true);
  });

  test('takes a key, a name, an alias and an ARN, and gives a function that does not stream in one piece', async () => {
    const emulated = await emulate({ handler: 'functions.buffered' });
    const invoke = sdk(emulated);
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:service-test-f';
    for (const FunctionName of ['f', 'service-test-f', 'f:live', 'service-test-f:$LATEST', arn, `${arn}:live`]) {
      const { text, complete } = await read(await invoke({}, { FunctionName }));
      expect(JSON.parse(text)).toMatchObject({ statusCode: 201, body: 'none' });
      expect(complete.ErrorCode).toBeUndefined();
    }
    expect((await invoke({}, { Qualifier: 'live', InvocationType: 'DryRun' })).StatusCode).toBe(204);
    expect(await read(await invoke({ kind: 'fails' }))).toMatchObject({ text: '', complete: { ErrorCode: 'Error' } });
  });

  test('tells what became of a function that fails', async () => {
    const emulated = await emulate({ timeoutSeconds: 1 });
    const invoke = sdk(emulated);
    const midway = await read(await invoke({ kind: 'midway' }, { LogType: 'Tail' }));
    expect(midway.text).toBe(`${PRELUDE}half`);
    expect(midway.complete.ErrorCode).toBe('TypeError');
    expect(JSON.parse(midway.complete.ErrorDetails ?? '')).toMatchObject({
      errorType: 'TypeError',
      errorMessage: 'midway',
    });
    expect(midway.complete.LogResult).toBeTypeOf('string');

    const before = await read(await invoke({ kind: 'fails' }));
    expect(before).toMatchObject({ text: '', complete: { ErrorCode: 'RangeError' } });
    expect(before.complete.LogResult).toBeUndefined();
    for (const [kind, text] of [
      ['crash', ''],
      ['crashMidway', `${PRELUDE}half`],
    ] as const) {
      expect(await read(await invoke({ kind }))).toMatchObject({
        text,
        complete: {
          ErrorCode: 'Runtime.ExitError',
          ErrorDetails: expect.stringContaining('Error: Runtime exited with error: exit status 7'),
        },
      });
    }
    expect(await read(await invoke({ kind: 'hangs', begin: 'yes' }))).toMatchObject({
      text: `${PRELUDE}begun`,
      complete: {
        ErrorCode: 'Sandbox.Timedout',
        ErrorDetails: expect.stringContaining('timed out after 1.00 seconds'),
      },
    });
  });

  test('breaks off what is too long, and says so', async () => {
    const emulated = await emulate({}, { streamLimitBytes: 100_000 });
    expect(await read(await sdk(emulated)({ kind: 'flood', bytes: '400000' }))).toMatchObject({
      complete: {
        ErrorCode: 'Function.ResponseSizeTooLarge',
        ErrorDetails: expect.stringContaining('(100000 bytes)'),
      },
    });
  });

  test('refuses what cannot be invoked, in the errors of the API', async () => {
    const emulated = await emulate();
    const invoke = sdk(emulated);
    const refused = (input: Partial<InvokeWithResponseStreamCommandInput>) =>
      invoke({}, input).then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(await refused({ FunctionName: 'other', Qualifier: 'x' })).toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
      message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:other:x',
    });
    expect(await refused({ FunctionName: 'arn:aws:lambda:eu-west-1:123456789012:function:f' })).toMatchObject({
      name: 'ResourceNotFoundException',
    });
    expect(await refused({ Payload: Buffer.from('{"a":') })).toMatchObject({
      name: 'InvalidRequestContentException',
      message: expect.stringContaining('Could not parse request body into json: '),
    });
    expect(await refused({ FunctionName: 'a b' })).toMatchObject({ name: 'ValidationException' });
    expect(await refused({ FunctionName: 'f:a', Qualifier: 'b' })).toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });

  test('asks for a signature of one of its credentials', async () => {
    const emulated = await emulate({}, { credentials: { mine: 'm1' } });
    const as = (accessKeyId: string, secretAccessKey: string, region = 'us-east-1') =>
      sdk(emulated, { credentials: { accessKeyId, secretAccessKey, sessionToken: 'any' }, region })({ kind: 'plain' });
    expect(await read(await as('mine', 'm1'))).toMatchObject({ text: 'no prelude' });
    await expect(as('mine', 'm2')).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      $metadata: { httpStatusCode: 403 },
    });
    await expect(as('offline', 'offline-secret')).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    await expect(as('mine', 'm1', 'eu-west-1')).rejects.toMatchObject({ name: 'InvalidSignatureException' });

    const path = '/2021-11-15/functions/f/response-streaming-invocations';
    const unsigned = await call(emulated.service.lambdaUrl + path, { method: 'POST' });
    expect([unsigned.status, unsigned.headers['x-amzn-errortype']]).toEqual([
      403,
      'MissingAuthenticationTokenException',
    ]);
    expect(JSON.parse((await unsigned.rest()).text)).toEqual({ message: 'Missing Authentication Token' });
  });

  test('shares its concurrency with the Function URL, and says so in the same words', async () => {
    const emulated = await emulate({ reserved: 1 });
    const entrance = await door();
    const running = await call(`${emulated.url}/?kind=parts&door=${entrance.url}`);
    await eventually(() => expect(entrance.waiting()).toBe(1));
    await expect(sdk(emulated)({})).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
    entrance.open();
    expect((await running.rest()).complete).toBe(true);
  });

  test('lets the function write no faster than the caller reads, and lets the caller leave', async () => {
    const emulated = await emulate();
    const invoke = sdk(emulated);
    const leaving = new AbortController();
    const output = await invoke({ kind: 'flood', bytes: '60000000' }, {}, leaving.signal);
    const events = eventsOf(output);
    await events.next();
    // Until the sockets between are full: from then on it stands still.
    const written = () =>
      Number(
        emulated.lines
          .findLast((line) => line.includes('written '))
          ?.split(' ')
          .at(-1),
      );
    let before = -1;
    await eventually(async () => {
      const now = written();
      const stands = now === before;
      before = now;
      expect(stands).toBe(true);
    });
    expect(written()).toBeLessThan(40_000_000);
    leaving.abort();
    // Nobody tells the function, which writes on to its end.
    await eventually(() => expect(written()).toBeGreaterThanOrEqual(60_000_000));
    await eventually(() => expect(emulated.service.figures().f?.busy).toBe(0));
    expect(await read(await invoke({ kind: 'plain' }))).toMatchObject({ text: 'no prelude' });
  });

  test('counts for a drain, which refuses what comes later', async () => {
    const emulated = await emulate();
    const entrance = await door();
    const output = await sdk(emulated)({ kind: 'parts', door: entrance.url });
    await eventually(() => expect(entrance.waiting()).toBe(1));
    const drained = emulated.service.drain();
    await expect(sdk(emulated)({})).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
    entrance.open();
    expect(await read(output)).toMatchObject({ text: expect.stringContaining('firstsecond') });
    await drained;
  });
});

describe('a Function URL with aws_iam', () => {
  test('lets in who signs, tells the function who it is, and nobody else', async () => {
    const emulated = await emulate({ url: { invokeMode: 'RESPONSE_STREAM', authorizer: 'aws_iam' } });
    const url = new URL(`${emulated.service.functionUrls.f}/a%20b/ä?kind=echo&x=%2B+1`);
    const ask = async (secretAccessKey: string, body: string) => {
      const headers = { 'content-type': 'application/json' };
      const credentials = async () => ({ ...CREDENTIALS, secretAccessKey, sessionToken: 'any' });
      const proof = await sigV4({ credentials, region: 'us-east-1' })({
        method: 'POST',
        url,
        headers,
        body: '{"a":1}',
      });
      return fetch(url, { method: 'POST', headers: { ...headers, ...proof }, body });
    };
    const { event } = (await (await ask('offline-secret', '{"a":1}')).json()) as { event: Record<string, unknown> };
    expect(event).toMatchObject({
      body: '{"a":1}',
      requestContext: {
        authorizer: { iam: { accessKey: 'offline', userArn: expect.stringContaining(':user/offline') } },
      },
    });
    for (const answer of [await ask('guess', '{"a":1}'), await ask('offline-secret', '{"a":2}')]) {
      expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([403, 'InvalidSignatureException']);
    }
    const unsigned = await fetch(url);
    expect([unsigned.status, unsigned.headers.get('x-amzn-errortype')]).toEqual([403, 'AccessDeniedException']);
    expect(await unsigned.text()).toContain('"Message":"Forbidden.');
  });

  test('tells its region by its name', async () => {
    const sign = sigV4({ credentials: CREDENTIALS });
    const at = (host: string) => sign({ method: 'GET', url: new URL(`https://${host}/`), headers: {} });
    const { authorization } = await at('abc.lambda-url.eu-west-3.on.aws');
    expect(authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=offline\/\d{8}\/eu-west-3\/lambda\/aws4_request, /);
    await expect(at('example.com')).rejects.toThrow('Which region is example.com in?');
  });
});

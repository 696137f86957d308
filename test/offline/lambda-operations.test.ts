/** The operations of Lambda's API that do not stream, as AWS's own SDK calls them. */
import {
  DeleteProvisionedConcurrencyConfigCommand,
  GetFunctionConcurrencyCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListProvisionedConcurrencyConfigsCommand,
  PutProvisionedConcurrencyConfigCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { FunctionDefinition, OfflineOptions } from '../../lib/offline/types.ts';
import { call } from './caller.ts';
import { door, emulate, eventually } from './emulator.ts';

async function emulated(changes: Partial<FunctionDefinition> = {}, options: Partial<OfflineOptions> = {}) {
  const running = await emulate(changes, options);
  const credentials = { accessKeyId: 'offline', secretAccessKey: 'offline-secret' };
  const endpoint = running.service.lambdaUrl;
  const client = new LambdaClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  const invoke = (query: object, input: Partial<InvokeCommandInput> = {}) =>
    client.send(
      new InvokeCommand({
        FunctionName: 'service-test-f',
        Payload: Buffer.from(JSON.stringify({ queryStringParameters: query, body: 'asked' })),
        ...input,
      }),
    );
  return { ...running, client, invoke };
}

const textOf = ({ Payload }: { Payload?: Uint8Array | undefined }): string => Buffer.from(Payload ?? []).toString();

describe('Invoke', () => {
  test('answers with what the handler returns, as it is', async () => {
    const { invoke } = await emulated({ handler: 'functions.buffered' });
    const output = await invoke({});
    expect(output).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(output.FunctionError).toBeUndefined();
    expect(JSON.parse(textOf(output))).toEqual({
      ...{ statusCode: 201, headers: { 'x-own': 'yes' }, cookies: ['a=1'], body: 'asked' },
    });
  });

  test('waits for all that a streaming handler writes, its prelude in front', async () => {
    const { invoke } = await emulated();
    const entrance = await door();
    const output = invoke({ kind: 'parts', door: entrance.url });
    await eventually(() => expect(entrance.waiting()).toBe(1));
    entrance.open();
    expect(textOf(await output)).toMatch(/^\{"statusCode":200,.*\}\0{8}firstsecond$/);
  });

  test.for([
    ['throws', { handler: 'functions.buffered' }, { kind: 'fails' }, 'Error', 'buffered'],
    // Twice as long as a document: its words are in its stack as well.
    [
      'throws at length',
      { handler: 'functions.buffered', memoryMegabytes: 512 },
      { kind: 'failsAtLength', megabytes: 2 },
      'Error',
      'x'.repeat(2 * 1024 * 1024),
    ],
    [
      'throws beyond what can be told',
      { handler: 'functions.buffered', memoryMegabytes: 512 },
      { kind: 'failsAtLength', megabytes: 4 },
      'Error',
      'more than 6291556 bytes',
    ],
    ['throws midway', {}, { kind: 'midway' }, 'TypeError', 'midway'],
    [
      'ends its environment',
      {},
      { kind: 'crash' },
      'Runtime.ExitError',
      'Error: Runtime exited with error: exit status 7',
    ],
    [
      'ends its environment midway',
      {},
      { kind: 'crashMidway' },
      'Runtime.ExitError',
      'Error: Runtime exited with error: exit status 7',
    ],
    [
      'takes too much memory',
      { memoryMegabytes: 160 },
      { kind: 'takes', megabytes: '400', ms: '60000' },
      'Runtime.ExitError',
      'Error: Runtime exited with error: signal: killed',
    ],
    [
      'cannot be initialised',
      { handler: 'broken.handler', provisioned: 0 },
      {},
      'Error',
      'this module cannot be initialised',
    ],
    [
      'takes too long',
      { timeoutSeconds: 1 },
      { kind: 'hangs' },
      'Sandbox.Timedout',
      'Task timed out after 1.00 seconds',
    ],
    [
      'takes too long for an end that an extension gives it time for',
      {
        ...{ handler: 'extended.handler', timeoutSeconds: 1 },
        environment: { STAYS: 'yes', ANSWERS: 'half, and when told' },
      },
      {},
      'Sandbox.Timedout',
      'Task timed out after 1.00 seconds',
    ],
    ['answers too much', {}, { kind: 'flood', bytes: '7000000' }, 'Function.ResponseSizeTooLarge', '6291556 bytes'],
  ] as const)('tells of a function that %s', async ([, changes, query, errorType, words]) => {
    const { invoke } = await emulated(changes);
    const output = await invoke(query);
    expect(output).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(JSON.parse(textOf(output))).toMatchObject({ errorType, errorMessage: expect.stringContaining(words) });
  });

  test('tells its caller all of a long error, and the terminal its beginning', async () => {
    const { invoke, progress } = await emulated({ handler: 'functions.buffered', memoryMegabytes: 512 });
    const output = await invoke({ kind: 'failsAtLength', megabytes: 1 });
    expect(textOf(output).length).toBeGreaterThan(1024 * 1024);
    const said = progress.filter((line) => line.includes('"errorType"'));
    expect(said).toHaveLength(1);
    expect(said.join().length).toBeLessThan(2000);
  });

  test('gives the end of the log where that is asked for', async () => {
    const { invoke } = await emulated();
    const output = await invoke({ kind: 'prints', line: 'a line of its own' }, { LogType: 'Tail' });
    expect(Buffer.from(output.LogResult ?? '', 'base64').toString()).toContain('a line of its own');
  });

  test('gives 4 KB of the log and no more', async () => {
    const { invoke } = await emulated();
    const output = await invoke({ kind: 'prints', line: 'x'.repeat(6000) }, { LogType: 'Tail' });
    const log = Buffer.from(output.LogResult ?? '', 'base64').toString();
    expect(log).toHaveLength(4096);
    expect(log).toMatch(/x+\n/);
  });

  test('takes 6 MB and no more, and of an event 1 MB', async () => {
    const { invoke } = await emulated({ handler: 'functions.buffered' });
    const of = (bytes: number, input: Partial<InvokeCommandInput> = {}) =>
      invoke({}, { ...input, Payload: Buffer.from(JSON.stringify('x'.repeat(bytes - 2))) });
    const tooLarge = { name: 'RequestTooLargeException', $metadata: { httpStatusCode: 413 } };
    await expect(of(6 * 1024 ** 2 + 1)).rejects.toMatchObject(tooLarge);
    expect(await of(6 * 1024 ** 2)).toMatchObject({ StatusCode: 200 });
    await expect(of(1024 ** 2 + 1, { InvocationType: 'Event' })).rejects.toMatchObject(tooLarge);
    expect(await of(1024 ** 2, { InvocationType: 'Event' })).toMatchObject({ StatusCode: 202 });
  });

  test('asks only, in a dry run', async () => {
    const { invoke, lines } = await emulated();
    expect(await invoke({}, { InvocationType: 'DryRun' })).toMatchObject({ StatusCode: 204 });
    expect(lines).toEqual([]);
  });

  test('refuses a name that is none, what is no JSON, and one more than there are places', async () => {
    const { invoke, url } = await emulated({ reserved: 1 });
    await expect(invoke({}, { FunctionName: 'nobody' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(invoke({}, { Payload: Buffer.from('no JSON') })).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
    });
    const entrance = await door();
    const running = await call(`${url}/?kind=parts&door=${entrance.url}`);
    await expect(invoke({})).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
    await eventually(() => expect(entrance.waiting()).toBe(1));
    entrance.open();
    await running.rest();
  });
});

describe('Invoke of an event', () => {
  const event = { InvocationType: 'Event' } as const;

  test('is accepted at once and done in its own time', async () => {
    const { invoke, lines } = await emulated();
    const entrance = await door();
    const output = await invoke({ kind: 'parts', door: entrance.url }, event);
    expect([output.StatusCode, textOf(output)]).toEqual([202, '']);
    await eventually(() => expect(entrance.waiting()).toBe(1));
    entrance.open();
    await eventually(() => expect(lines.join('\n')).toContain('REPORT'));
  });

  test('is tried twice more where its function fails, under the same id', async () => {
    const { invoke, lines } = await emulated({}, { retrySeconds: [0.1, 0.2] });
    await invoke({ kind: 'fails' }, event);
    const starts = () => lines.flatMap((line) => /START RequestId: (\S+)/.exec(line)?.slice(1) ?? []);
    await eventually(() => expect(starts()).toHaveLength(3));
    expect(new Set(starts()).size).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(starts()).toHaveLength(3);
  });

  test('is waited for by a service that drains, and is not begun by one', async () => {
    const { service, invoke, lines } = await emulated({}, { retrySeconds: [0.1] });
    const entrance = await door();
    await invoke({ kind: 'late', door: entrance.url }, event);
    await eventually(() => expect(entrance.waiting()).toBe(1));
    // Has no place yet.
    await invoke({ kind: 'prints', line: 'its turn never came' }, event);
    const drained = service.drain();
    // Longer than a last word is waited for.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    entrance.open();
    await drained;
    expect(lines.join('\n')).toContain('done');
    expect(lines.join('\n')).not.toContain('its turn never came');
  });

  test('waits for a place', async () => {
    const { invoke, url, lines } = await emulated();
    const entrance = await door();
    const running = await call(`${url}/?kind=parts&door=${entrance.url}`);
    await invoke({ kind: 'prints', line: 'it was its turn' }, event);
    await eventually(() => expect(entrance.waiting()).toBe(1));
    entrance.open();
    await running.rest();
    await eventually(() => expect(lines.join('\n')).toContain('it was its turn'));
  });
});

test('An operation that is not here is refused as one that nobody knows, and names those that are.', async () => {
  const { client } = await emulated();
  await expect(client.send(new ListFunctionsCommand({}))).rejects.toMatchObject({
    ...{ name: 'UnknownOperationException', $metadata: { httpStatusCode: 404 } },
    message: expect.stringContaining('InvokeWithResponseStream'),
  });
});

describe('provisioned concurrency', () => {
  const alias = { FunctionName: 'f', Qualifier: 'provisioned' };
  const put = (count: number, qualifier = 'provisioned') =>
    new PutProvisionedConcurrencyConfigCommand({
      ...{ FunctionName: 'f', Qualifier: qualifier, ProvisionedConcurrentExecutions: count },
    });

  test('grows, and is ready in a while', async () => {
    const { client, service, processes } = await emulated({ provisioned: 1, limit: 4, reserved: 4 });
    expect(await client.send(put(3))).toMatchObject({
      $metadata: { httpStatusCode: 202 },
      RequestedProvisionedConcurrentExecutions: 3,
      AllocatedProvisionedConcurrentExecutions: 1,
      Status: 'IN_PROGRESS',
    });
    await eventually(async () =>
      expect(await client.send(new GetProvisionedConcurrencyConfigCommand(alias))).toMatchObject({
        ...{
          RequestedProvisionedConcurrentExecutions: 3,
          AllocatedProvisionedConcurrentExecutions: 3,
          Status: 'READY',
        },
      }),
    );
    expect(service.figures().f).toMatchObject({ provisioned: 3, warmReady: 3 });
    expect(processes()).toHaveLength(3);
  });

  test('shrinks: what is idle at once, what is busy when it is done', async () => {
    const { client, service, url, processes } = await emulated({ provisioned: 3, limit: 3, reserved: 3 });
    const entrance = await door();
    const running = await Promise.all([1, 2].map(() => call(`${url}/?kind=parts&door=${entrance.url}`)));
    await eventually(() => expect(entrance.waiting()).toBe(2));
    await client.send(put(1));
    await eventually(() => expect(processes()).toHaveLength(2));
    entrance.open();
    for (const answer of running) expect((await answer.rest()).complete).toBe(true);
    await eventually(() => expect(processes()).toHaveLength(1));
    expect(service.figures().f).toMatchObject({ provisioned: 1, warmReady: 1 });
    expect((await call(`${url}/?kind=plain`)).status).toBe(200);
  });

  test('ends, and then comes on demand', async () => {
    const { client, url, lines, processes } = await emulated({ provisioned: 2, limit: 2, reserved: 2 });
    expect(await client.send(new DeleteProvisionedConcurrencyConfigCommand(alias))).toMatchObject({
      $metadata: { httpStatusCode: 204 },
    });
    await eventually(() => expect(processes()).toEqual([]));
    await expect(client.send(new GetProvisionedConcurrencyConfigCommand(alias))).rejects.toMatchObject({
      name: 'ProvisionedConcurrencyConfigNotFoundException',
    });
    expect((await call(`${url}/?kind=plain`)).status).toBe(200);
    await eventually(() => expect(lines.join('\n')).toContain('Init Duration'));
  });

  test('has failed where environments do not initialise, and says why', async () => {
    const { client } = await emulated({ handler: 'broken.handler', provisioned: 0, limit: 2, reserved: 2 });
    await client.send(put(2));
    await eventually(async () =>
      expect(await client.send(new GetProvisionedConcurrencyConfigCommand(alias))).toMatchObject({
        ...{ RequestedProvisionedConcurrentExecutions: 2, AvailableProvisionedConcurrentExecutions: 0 },
        ...{ Status: 'FAILED', StatusReason: 'FUNCTION_ERROR_INIT_FAILURE' },
      }),
    );
  });

  test('takes the place of what waits on demand, and spills over to it', async () => {
    const { client, service, url } = await emulated({ provisioned: 0, limit: 2, reserved: 2 });
    const entrance = await door();
    const both = await Promise.all([1, 2].map(() => call(`${url}/?kind=parts&door=${entrance.url}`)));
    await eventually(() => expect(entrance.waiting()).toBe(2));
    entrance.open();
    await Promise.all(both.map((answer) => answer.rest()));
    await client.send(put(1));
    await eventually(() => expect(service.figures().f).toMatchObject({ ready: 2, warmReady: 1 }));
    const again = await Promise.all([1, 2].map(() => call(`${url}/?kind=parts&door=${entrance.url}`)));
    expect(service.figures().f).toMatchObject({ running: 2, warmRunning: 1 });
    await eventually(() => expect(entrance.waiting()).toBe(2));
    entrance.open();
    await Promise.all(again.map((answer) => answer.rest()));
  });

  test.for([
    ['more than is reserved', 3, 'provisioned', 'InvalidParameterValueException'],
    ['none', 0, 'provisioned', 'ValidationException'],
    ['any of $LATEST', 1, '$LATEST', 'InvalidParameterValueException'],
    ['any of another alias', 1, 'other', 'ResourceNotFoundException'],
  ] as const)('cannot be %s', async ([, count, qualifier, name]) => {
    const { client, service } = await emulated({ provisioned: 1, limit: 2, reserved: 2 });
    await expect(client.send(put(count, qualifier))).rejects.toMatchObject({ name });
    expect(service.figures().f).toMatchObject({ provisioned: 1 });
  });

  test('is listed, as its alias and what is reserved are', async () => {
    const { client } = await emulated({ provisioned: 1, limit: 2, reserved: 2 });
    const AliasArn = 'arn:aws:lambda:us-east-1:000000000000:function:service-test-f:provisioned';
    expect((await client.send(new ListAliasesCommand({ FunctionName: 'f' }))).Aliases).toMatchObject([
      { AliasArn, Name: 'provisioned', FunctionVersion: '$LATEST' },
    ]);
    const listed = await client.send(new ListProvisionedConcurrencyConfigsCommand({ FunctionName: 'f' }));
    expect(listed.ProvisionedConcurrencyConfigs).toMatchObject([
      { FunctionArn: AliasArn, RequestedProvisionedConcurrentExecutions: 1, Status: 'READY' },
    ]);
    expect(await client.send(new GetFunctionConcurrencyCommand({ FunctionName: 'f' }))).toMatchObject({
      ReservedConcurrentExecutions: 2,
    });
  });
});

/** CloudWatch, and what Lambda tells of a function, as AWS's own SDK asks. */
import { CloudWatchClient, GetMetricDataCommand, type MetricStat } from '@aws-sdk/client-cloudwatch';
import {
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetProvisionedConcurrencyConfigCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { call } from './caller.ts';
import { door, type Emulated, emulate, eventually } from './emulator.ts';

const CREDENTIALS = { accessKeyId: 'offline', secretAccessKey: 'offline-secret' };
const REGION = { region: 'us-east-1', credentials: CREDENTIALS, maxAttempts: 1 };

function cloudWatch({ service }: Emulated, options = {}): CloudWatchClient {
  const client = new CloudWatchClient({ endpoint: service.cloudwatchUrl, ...REGION, ...options });
  onTestFinished(() => client.destroy());
  return client;
}

function lambda({ service }: Emulated): LambdaClient {
  const client = new LambdaClient({ endpoint: service.lambdaUrl, ...REGION });
  onTestFinished(() => client.destroy());
  return client;
}

const statOf = (
  Namespace: string,
  MetricName: string,
  dimensions: Record<string, string>,
  Stat: string,
): MetricStat => ({
  Metric: { Namespace, MetricName, Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })) },
  Period: 3600,
  Stat,
});

/** The last ten hours, the hour that runs included. */
const span = () => ({ StartTime: new Date(Date.now() - 36e6), EndTime: new Date(Date.now() + 36e5) });

async function values(client: CloudWatchClient, ...stats: MetricStat[]): Promise<(number[] | undefined)[]> {
  const queries = stats.map((MetricStat, index) => ({ Id: `q${index}`, MetricStat }));
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({ MetricDataQueries: queries, ...span() }),
  );
  expect(MetricDataResults.map(({ StatusCode }) => StatusCode)).toEqual(stats.map(() => 'Complete'));
  return MetricDataResults.map(({ Values }) => Values);
}

const OF_F = { FunctionName: 'service-test-f' };
const OF_ALIAS = { ...OF_F, Resource: 'service-test-f:provisioned' };
const ofLambda = (name: string, stat = 'Sum', dimensions: Record<string, string> = OF_F) =>
  statOf('AWS/Lambda', name, dimensions, stat);

describe('GetMetricData', () => {
  const emf = (value: unknown, dimensions = { service: 'a' }) =>
    JSON.stringify({
      _aws: {
        Timestamp: Date.now(),
        CloudWatchMetrics: [
          { Namespace: 'Own', Dimensions: [Object.keys(dimensions), []], Metrics: [{ Name: 'size', Unit: 'Bytes' }] },
        ],
      },
      ...dimensions,
      size: value,
    });
  const print = async ({ url }: Emulated, line: string) =>
    (await call(`${url}/?${new URLSearchParams({ kind: 'prints', line })}`)).rest();

  test('has what environments print in the embedded metric format, by its exact dimensions', async () => {
    const emulated = await emulate();
    const client = cloudWatch(emulated);
    for (const line of [emf(3), emf([1, 8]), 'no JSON', '{"_aws":1}', '{"_aws":{"Timestamp":"x"}}', emf('no number')])
      await print(emulated, line);
    const size = (dimensions: Record<string, string>, stat: string) => statOf('Own', 'size', dimensions, stat);
    await eventually(async () => {
      const stats = ['Sum', 'SampleCount', 'Average', 'Minimum', 'Maximum', 'p50'].map((stat) =>
        size({ service: 'a' }, stat),
      );
      expect(await values(client, ...stats)).toEqual([[12], [3], [4], [1], [8], [3]]);
    });
    expect(
      await values(client, size({}, 'Sum'), size({ service: 'b' }, 'Sum'), size({ service: 'a', other: '1' }, 'Sum')),
    ).toEqual([[12], [], []]);
  });

  test('pages where there is more than was asked for', async () => {
    const emulated = await emulate();
    const client = cloudWatch(emulated);
    await print(emulated, emf(3));
    await print(emulated, emf(3, { service: 'b' }));
    const queries = ['a', 'b'].map((service) => ({
      Id: service,
      MetricStat: statOf('Own', 'size', { service }, 'Sum'),
    }));
    const page = (NextToken?: string) =>
      client.send(new GetMetricDataCommand({ MetricDataQueries: queries, ...span(), MaxDatapoints: 1, NextToken }));
    const first = await eventually(async () => {
      const answer = await page();
      expect(answer.NextToken).toBeDefined();
      return answer;
    });
    const second = await page(first.NextToken);
    const told = [first, second].map(({ MetricDataResults = [] }) =>
      MetricDataResults.map(({ Values = [], StatusCode }) => `${Values.length} ${StatusCode}`),
    );
    expect(told).toEqual([
      ['1 Complete', '0 PartialData'],
      ['0 Complete', '1 Complete'],
    ]);
    expect(second.NextToken).toBeUndefined();
  });

  test('refuses what CloudWatch refuses, and whoever does not sign', async () => {
    const emulated = await emulate();
    const client = cloudWatch(emulated);
    const query = { Id: 'a', MetricStat: statOf('Own', 'size', {}, 'Sum') };
    const stat = (change: Partial<MetricStat>) => [{ Id: 'a', MetricStat: { ...query.MetricStat, ...change } }];
    const ask = (MetricDataQueries: object[], times = {}) =>
      client.send(new GetMetricDataCommand({ MetricDataQueries, ...span(), ...times } as never));
    const refused = (message: RegExp) =>
      expect.objectContaining({ Code: 'ValidationError', message: expect.stringMatching(message) });
    await expect(ask([])).rejects.toEqual(refused(/MetricDataQueries is required/));
    await expect(ask([query, query])).rejects.toEqual(refused(/not unique/));
    await expect(ask([{ ...query, Id: 'A' }])).rejects.toEqual(refused(/Id is not matching/));
    await expect(ask([{ Id: 'a', Expression: 'SUM(METRICS())' }])).rejects.toEqual(refused(/no expressions/));
    await expect(ask(stat({ Period: 61 }))).rejects.toEqual(refused(/Period must be/));
    for (const Stat of ['Mean', 'toString'])
      await expect(ask(stat({ Stat }))).rejects.toEqual(refused(/not a valid statistic/));
    await expect(ask([query], { EndTime: new Date(0) })).rejects.toEqual(refused(/StartTime must be less/));
    await expect(ask(Array.from({ length: 501 }, (_, index) => ({ ...query, Id: `a${index}` })))).rejects.toEqual(
      refused(/500/),
    );
    const stranger = cloudWatch(emulated, { credentials: { ...CREDENTIALS, secretAccessKey: 'another' } });
    await expect(
      stranger.send(new GetMetricDataCommand({ MetricDataQueries: [query], ...span() })),
    ).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      $metadata: { httpStatusCode: 403 },
    });
  });
});

describe('Lambda’s own metrics', () => {
  test('count those as throttled that come too fast, too', async () => {
    // One second, however long it takes.
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const emulated = await emulate({ reserved: 1 }, { requestRate: 'as-on-aws' });
    for (let request = 0; request < 12; request += 1) await (await call(`${emulated.url}/?kind=plain`)).rest();
    const told = await values(cloudWatch(emulated), ofLambda('Invocations'), ofLambda('Throttles'));
    expect(told).toEqual([[10], [2]]);
  });

  test('count invocations, failures and throttles, and what ran at once', async () => {
    const emulated = await emulate({ provisioned: 2, limit: 2 });
    const { url } = emulated;
    const client = cloudWatch(emulated);
    for (const kind of ['plain', 'midway', 'fails', 'crash']) await (await call(`${url}/?kind=${kind}`)).rest();
    const entrance = await door();
    const running = await Promise.all([1, 2].map(() => call(`${url}/?kind=parts&door=${entrance.url}`)));
    expect((await call(`${url}/?kind=plain`)).status).toBe(429);
    await eventually(async () => {
      const told = await values(
        client,
        ...['Invocations', 'Errors', 'Throttles', 'ProvisionedConcurrencyInvocations'].map((name) => ofLambda(name)),
        ofLambda('ConcurrentExecutions', 'Maximum'),
        ofLambda('ProvisionedConcurrencyUtilization', 'Maximum', OF_ALIAS),
      );
      expect(told).toEqual([[6], [3], [1], [6], [2], [1]]);
    });
    await eventually(() => expect(entrance.waiting()).toBe(2));
    entrance.open();
    await Promise.all(running.map((answer) => answer.rest()));
    await eventually(async () =>
      expect(
        await values(client, ofLambda('Duration', 'SampleCount'), ofLambda('ConcurrentExecutions', 'Minimum')),
      ).toEqual([[6], [0]]),
    );
  });

  test('count as spill-over what found no provisioned environment', async () => {
    const emulated = await emulate({ provisioned: 1, limit: 2 });
    const entrance = await door();
    const running = await Promise.all([1, 2].map(() => call(`${emulated.url}/?kind=parts&door=${entrance.url}`)));
    await eventually(async () => {
      const names = ['ProvisionedConcurrencyInvocations', 'ProvisionedConcurrencySpilloverInvocations'];
      const told = await values(cloudWatch(emulated), ...names.map((name) => ofLambda(name, 'Sum', OF_ALIAS)));
      expect(told).toEqual([[1], [1]]);
    });
    await eventually(() => expect(entrance.waiting()).toBe(2));
    entrance.open();
    await Promise.all(running.map((answer) => answer.rest()));
  });
});

describe('the Lambda API', () => {
  const FunctionName = 'service-test-f';

  test('describes a function', async () => {
    const emulated = await emulate({ timeoutSeconds: 9, reserved: 5 });
    expect(await lambda(emulated).send(new GetFunctionCommand({ FunctionName: 'f' }))).toMatchObject({
      Configuration: { FunctionName, Timeout: 9, MemorySize: 128, State: 'Active', Version: '$LATEST' },
      Concurrency: { ReservedConcurrentExecutions: 5 },
    });
  });

  test('tells what is reserved, and that nothing is', async () => {
    const some = await lambda(await emulate({ reserved: 5 })).send(new GetFunctionConcurrencyCommand({ FunctionName }));
    const none = await lambda(await emulate()).send(new GetFunctionConcurrencyCommand({ FunctionName }));
    expect([some.ReservedConcurrentExecutions, none.ReservedConcurrentExecutions]).toEqual([5, undefined]);
  });

  test('tells of provisioned environments, of their alias only, and that there are none', async () => {
    const asked = (Qualifier: string) => new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier });
    const client = lambda(await emulate({ provisioned: 3, limit: 3 }));
    expect(await client.send(asked('provisioned'))).toMatchObject({
      RequestedProvisionedConcurrentExecutions: 3,
      AllocatedProvisionedConcurrentExecutions: 3,
      AvailableProvisionedConcurrentExecutions: 3,
      Status: 'READY',
    });
    const missing = { name: 'ProvisionedConcurrencyConfigNotFoundException', $metadata: { httpStatusCode: 404 } };
    await expect(client.send(asked('other'))).rejects.toMatchObject(missing);
    await expect(lambda(await emulate({ provisioned: 0 })).send(asked('provisioned'))).rejects.toMatchObject(missing);
    const nobody = new GetFunctionConcurrencyCommand({ FunctionName: 'nobody' });
    await expect(client.send(nobody)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { expect, onTestFinished, test, vi } from 'vitest';
import { cloudWatch } from '../../../lib/fleet/cloudwatch.ts';
import type { Series } from '../../../lib/fleet/metrics/series.ts';
import { listening } from '../../fixtures/servers.ts';
import { SERIES } from './cloud.ts';

const SPAN = { start: 1_795_000_200, end: 1_795_000_500, period: 60 };

/** What is asked, as far as it matters here. */
interface Asked {
  readonly MetricDataQueries: readonly { readonly Id: string }[];
  readonly NextToken?: string;
}

/** The SDK's client, and a CloudWatch that answers its calls one by one with these, and one of them never. */
async function answered(...pages: readonly (object | 'never')[]) {
  const asked: Asked[] = [];
  const server = await listening(
    createServer(async (request, answer) => {
      asked.push((await json(request)) as Asked);
      const page = pages[asked.length - 1] ?? {};
      if (page === 'never') return;
      answer.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
      answer.end(JSON.stringify(page));
    }),
  );
  vi.stubEnv('AWS_ENDPOINT_URL_CLOUDWATCH', server.url);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'id');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });
  const read = cloudWatch();
  return { asked, read: (series: readonly Series[]) => read(series, SPAN, AbortSignal.timeout(10_000)) };
}

const some = SERIES.slice(0, 3);
const result = (Id: string, Values: readonly number[], StatusCode: string) => ({ Id, Values, StatusCode });

test('The pages of an answer are put together, and the last of a series says whether it is whole.', async () => {
  const { asked, read } = await answered(
    { MetricDataResults: [result('s0', [1], 'Complete'), result('s1', [2], 'PartialData')], NextToken: 'more' },
    { MetricDataResults: [result('s1', [3], 'Complete'), result('s2', [4], 'PartialData')] },
  );
  expect(await read(some)).toEqual(
    new Map([
      ['s0', { values: [1], complete: true }],
      ['s1', { values: [2, 3], complete: true }],
      ['s2', { values: [4], complete: false }],
    ]),
  );
  expect(asked.map(({ NextToken }) => NextToken)).toEqual([undefined, 'more']);
});

test.for(['InternalError', 'Forbidden', 'PartialData'])('What is told with %s is not whole.', async (StatusCode) => {
  const { read } = await answered({ MetricDataResults: [result('s0', [1], StatusCode)] });
  expect((await read(some)).get('s0')).toEqual({ values: [1], complete: false });
});

test('An answer without results tells of no series.', async () => {
  const { read } = await answered({});
  expect(await read(some)).toEqual(new Map());
});

test('A call that nobody answers is made again while there is time.', async () => {
  const { asked, read } = await answered('never', { MetricDataResults: [result('s0', [1], 'Complete')] });
  expect((await read(some)).get('s0')).toEqual({ values: [1], complete: true });
  expect(asked).toHaveLength(2);
}, 20_000);

test('More series than one call takes are asked for in several.', async () => {
  const many = Array.from({ length: 501 }, (_, index) => ({ ...(SERIES[0] as Series), id: `m${index}` }));
  const { asked, read } = await answered(
    { MetricDataResults: [result('m0', [1], 'Complete')] },
    { MetricDataResults: [result('m500', [2], 'Complete')] },
  );
  expect([...(await read(many)).keys()]).toEqual(['m0', 'm500']);
  expect(asked.map(({ MetricDataQueries }) => MetricDataQueries.length)).toEqual([500, 1]);
});

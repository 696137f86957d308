import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { LIMITS } from '../settings/limits.ts';
import type { Series } from './metrics/series.ts';
import type { Span } from './metrics/spans.ts';

/** A series over a span: oldest first, periods without a value left out. */
export interface Points {
  readonly values: readonly number[];
  /** Whether CloudWatch said that this is all of it. */
  readonly complete: boolean;
}

/** Series id → what CloudWatch has of it. */
export type ReadPoints = (series: readonly Series[], span: Span, signal: AbortSignal) => Promise<Map<string, Points>>;

/** Queries that one call takes (docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html). */
const MOST_QUERIES = 500;

const queryOf = ({ id, stat, cloudWatch }: Series, { period }: Span): MetricDataQuery => ({
  Id: id,
  MetricStat: {
    Metric: {
      Namespace: cloudWatch.namespace,
      MetricName: cloudWatch.name,
      Dimensions: Object.entries(cloudWatch.dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: period,
    Stat: stat,
  },
});

/**
 * CloudWatch by AWS's SDK, which takes its region, its credentials and its endpoint from the environment.
 *
 * @throws {Error} the SDK's own, where CloudWatch does not answer or refuses
 */
export function cloudWatch(): ReadPoints {
  const { connectMs, requestMs, attempts } = LIMITS.aws;
  const client = new CloudWatchClient({
    maxAttempts: attempts,
    // Without the last of them it would only warn.
    requestHandler: { connectionTimeout: connectMs, requestTimeout: requestMs, throwOnRequestTimeout: true },
  });

  async function readPage(series: readonly Series[], span: Span, signal: AbortSignal, points: Map<string, Points>) {
    let token: string | undefined;
    do {
      const command = new GetMetricDataCommand({
        MetricDataQueries: series.map((one) => queryOf(one, span)),
        StartTime: new Date(span.start * 1000),
        EndTime: new Date(span.end * 1000),
        ScanBy: 'TimestampAscending',
        NextToken: token,
      });
      const { MetricDataResults = [], NextToken } = await client.send(command, { abortSignal: signal });
      for (const { Id = '', Values = [], StatusCode } of MetricDataResults) {
        const before = points.get(Id)?.values ?? [];
        // Of a series that goes on, the last page has the word.
        points.set(Id, { values: [...before, ...Values], complete: StatusCode === 'Complete' });
      }
      token = NextToken;
    } while (token);
  }

  return async (series, span, signal) => {
    const points = new Map<string, Points>();
    for (let at = 0; at < series.length; at += MOST_QUERIES) {
      await readPage(series.slice(at, at + MOST_QUERIES), span, signal, points);
    }
    return points;
  };
}

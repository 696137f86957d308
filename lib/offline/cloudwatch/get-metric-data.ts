import { type Asked, readAsked, ValidationError } from './query.ts';
import type { MetricStore } from './store.ts';

interface Result {
  readonly Id: string;
  readonly Label: string;
  readonly Timestamps: number[];
  readonly Values: number[];
  /** `PartialData`: a further page has the rest. */
  readonly StatusCode: 'Complete' | 'PartialData';
}

/** The answer of GetMetricData. */
export interface MetricData {
  readonly MetricDataResults: readonly Result[];
  readonly NextToken?: string;
  readonly Messages: readonly [];
}

/** How many values of all queries together earlier pages have had. */
function seen(token: string | undefined): number {
  if (token === undefined) return 0;
  const count = Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isSafeInteger(count) || count < 0) throw new ValidationError('The parameter NextToken is not valid.');
  return count;
}

const tokenOf = (count: number): string => Buffer.from(String(count)).toString('base64url');

/** CloudWatch aligns a period to the hour, so that a stretch may begin within one: that one counts. */
function pointsOf({ queries, start, end, descending }: Asked, store: MetricStore): [number, number][][] {
  return queries.map(({ metric, period, statistic }) => {
    const read = store.read(metric, { start: start - (start % period), end, period });
    const points = [...read].map(([at, bucket]): [number, number] => [at, statistic(bucket)]);
    return descending ? points.reverse() : points;
  });
}

/**
 * Answers https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 *
 * @throws {ValidationError} what is wrong with the request
 */
export function getMetricData(body: unknown, store: MetricStore): MetricData {
  const asked = readAsked(body);
  const points = pointsOf(asked, store);
  const from = seen(asked.token);
  const to = from + asked.maxDatapoints;
  let before = 0;
  const results = asked.queries.map(({ id, label }, index): Result => {
    const all = points[index] ?? [];
    const page = all.slice(Math.max(0, from - before), Math.max(0, to - before));
    before += all.length;
    return {
      ...{ Id: id, Label: label, Timestamps: page.map(([at]) => at), Values: page.map(([, value]) => value) },
      StatusCode: before <= to ? 'Complete' : 'PartialData',
    };
  });
  return { MetricDataResults: results, ...(before > to ? { NextToken: tokenOf(to) } : {}), Messages: [] };
}

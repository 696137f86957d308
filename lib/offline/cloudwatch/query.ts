import { type Bucket, statistic } from './statistics.ts';
import type { MetricId, Stretch } from './store.ts';

/** One of `MetricDataQueries`, read and checked. */
export interface Query {
  readonly id: string;
  readonly label: string;
  readonly metric: MetricId;
  readonly period: number;
  readonly statistic: (bucket: Bucket) => number;
}

/** A request of GetMetricData, read and checked. */
export interface Asked extends Omit<Stretch, 'period'> {
  readonly queries: readonly Query[];
  readonly descending: boolean;
  readonly maxDatapoints: number;
  readonly token: string | undefined;
}

/** A mistake of the caller. */
export class ValidationError extends Error {
  override readonly name = 'ValidationError';
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const MOST_QUERIES = 500;
const MOST_DATAPOINTS = 100_800;
const ID = /^[a-z][a-zA-Z0-9_]*$/;

type Json = Readonly<Record<string, unknown>>;
const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

const isPeriod = (value: unknown): value is number =>
  typeof value === 'number' && ([1, 5, 10, 30].includes(value) || (value > 0 && value % 60 === 0));

const refuse = (message: string): never => {
  throw new ValidationError(message);
};

const required = (value: unknown, name: string): unknown => value ?? refuse(`The parameter ${name} is required.`);

/** Seconds since the epoch, as JSON has them here. */
function time(value: unknown, name: string): number {
  const given = required(value, name);
  return typeof given === 'number' ? given : refuse(`The parameter ${name} must be a time in seconds.`);
}

function dimensionsOf(value: unknown): Record<string, string> {
  const entries = Array.isArray(value) ? value.map(object) : [];
  return Object.fromEntries(entries.map(({ Name, Value }) => [String(Name), String(Value)]));
}

function readQuery(raw: unknown, index: number): Query {
  const where = `MetricDataQueries.member.${index + 1}`;
  const { Id, Label, Expression, MetricStat } = object(raw);
  if (typeof Id !== 'string' || !ID.test(Id))
    return refuse(`The value '${Id}' for parameter ${where}.Id is not matching the expected pattern ${ID.source}.`);
  if (Expression !== undefined)
    return refuse(`The parameter ${where}.Expression: offline there are metrics only, and no expressions.`);
  const { Metric, Period, Stat } = object(required(MetricStat, `${where}.MetricStat`));
  const { Namespace, MetricName, Dimensions } = object(required(Metric, `${where}.MetricStat.Metric`));
  const stat = statistic(String(required(Stat, `${where}.MetricStat.Stat`)));
  if (!stat) return refuse(`The value '${Stat}' for parameter ${where}.MetricStat.Stat is not a valid statistic.`);
  if (!isPeriod(Period))
    return refuse(
      `The value '${Period}' for parameter ${where}.MetricStat.Period must be 1, 5, 10, 30 or a multiple of 60.`,
    );
  const name = String(required(MetricName, `${where}.MetricStat.Metric.MetricName`));
  return {
    ...{ id: Id, label: typeof Label === 'string' ? Label : name, period: Period, statistic: stat },
    metric: {
      namespace: String(required(Namespace, `${where}.MetricStat.Metric.Namespace`)),
      name,
      dimensions: dimensionsOf(Dimensions),
    },
  };
}

/**
 * Reads a request of GetMetricData.
 *
 * @throws {ValidationError} what is wrong with it
 */
export function readAsked(body: unknown): Asked {
  const { MetricDataQueries, StartTime, EndTime, ScanBy, MaxDatapoints, NextToken } = object(body);
  const raw = required(MetricDataQueries, 'MetricDataQueries');
  if (!Array.isArray(raw) || raw.length === 0) return refuse('The parameter MetricDataQueries is required.');
  if (raw.length > MOST_QUERIES)
    return refuse(`The collection MetricDataQueries must not have a size greater than ${MOST_QUERIES}.`);
  const queries = raw.map(readQuery);
  if (new Set(queries.map(({ id }) => id)).size < queries.length)
    return refuse('The Ids in MetricDataQueries are not unique.');
  const [start, end] = [time(StartTime, 'StartTime'), time(EndTime, 'EndTime')];
  if (start >= end) return refuse('The parameter StartTime must be less than the parameter EndTime.');
  const most = typeof MaxDatapoints === 'number' ? MaxDatapoints : MOST_DATAPOINTS;
  if (most < 1 || most > MOST_DATAPOINTS)
    return refuse(`The parameter MaxDatapoints must be between 1 and ${MOST_DATAPOINTS}.`);
  return {
    ...{ queries, start: Math.floor(start), end: Math.ceil(end), maxDatapoints: most },
    descending: ScanBy !== 'TimestampAscending',
    token: typeof NextToken === 'string' ? NextToken : undefined,
  };
}

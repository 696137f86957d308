import { ERROR_CODES } from '../../contract/errors.ts';
import { OUTPUT_FORMATS } from '../../contract/formats.ts';

/** Where the figures stand that our own environments publish. */
export const NAMESPACE = 'Sluice';

/** CloudWatch's own words (docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html). */
type Unit = 'Count' | 'Milliseconds' | 'Seconds' | 'Bytes';

interface Declared {
  readonly help: string;
  readonly unit: Unit;
}

/** Adds up from the beginning of the UTC month; a label's values are a closed set, so that its series can be asked for. */
export interface Counter extends Declared {
  readonly type: 'counter';
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** A metric of Lambda's own; absent where our environments publish it. */
  readonly lambda?: LambdaMetric;
}

/** As of the last period that tells of it. */
export interface Gauge extends Declared {
  readonly type: 'gauge';
  readonly lambda?: LambdaMetric;
  /** What silence means: that nothing ran, or that nothing is new. */
  readonly silence: 'zero' | 'last';
}

/** Every value by itself, and beside it how many were at most as large as each bound. */
export interface Histogram extends Declared {
  readonly type: 'histogram';
  readonly buckets: readonly number[];
}

/** docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
interface LambdaMetric {
  readonly name: string;
  /** Told of an alias only, because environments are provisioned for an alias. */
  readonly ofAlias?: true;
}

export type Metric = Counter | Gauge | Histogram;

export const STREAM_STATUSES = ['success', 'error', 'aborted'] as const;

/** A request that could not be read has none. */
const FORMATS = [...OUTPUT_FORMATS, 'none'] as const;

/** Every metric there is: what the environments publish, `/metrics`, the dashboards, the alarms and the docs are made of it. */
export const METRICS = {
  transcode_requests_total: {
    type: 'counter',
    unit: 'Count',
    help: 'Requests, by how they ended: error before the first audio, aborted after it.',
    labels: { status: STREAM_STATUSES, format: FORMATS },
  },
  transcode_errors_total: {
    type: 'counter',
    unit: 'Count',
    help: 'Requests that failed, by the code of their error.',
    labels: { code: Object.keys(ERROR_CODES) },
  },
  active_streams: {
    type: 'gauge',
    unit: 'Count',
    help: 'Streams at once, the most of the last period.',
    lambda: { name: 'ConcurrentExecutions' },
    silence: 'zero',
  },
  transcode_latency_ms: {
    type: 'histogram',
    unit: 'Milliseconds',
    help: 'From the request to its first audio, in milliseconds.',
    buckets: [10, 25, 50, 100, 200, 500, 1000, 2500, 5000],
  },
  transcode_duration_seconds: {
    type: 'histogram',
    unit: 'Seconds',
    help: 'From the request to the end of its answer.',
    buckets: [1, 5, 15, 60, 300, 900],
  },
  transcode_output_bytes_total: {
    type: 'counter',
    unit: 'Bytes',
    help: 'Bytes of audio sent.',
    labels: { format: OUTPUT_FORMATS },
  },
  transcode_source_bytes_total: {
    type: 'counter',
    unit: 'Bytes',
    help: 'Bytes read from sources, by the format that was made of them.',
    labels: { format: OUTPUT_FORMATS },
  },
  memory_usage_bytes: {
    type: 'gauge',
    unit: 'Bytes',
    help: 'Peak memory of an environment, Node and ffmpeg together: the largest of the last period in which a stream ended.',
    silence: 'last',
  },
  cold_starts_total: {
    type: 'counter',
    unit: 'Count',
    help: 'Requests that waited for an environment to be made.',
    labels: {},
  },
  throttles_total: {
    type: 'counter',
    unit: 'Count',
    help: 'Requests that were told 429, because every stream was taken.',
    labels: {},
    lambda: { name: 'Throttles' },
  },
  spillover_invocations_total: {
    type: 'counter',
    unit: 'Count',
    help: 'Requests that found no provisioned environment free.',
    labels: {},
    lambda: { name: 'ProvisionedConcurrencySpilloverInvocations', ofAlias: true },
  },
  provisioned_concurrency_utilization_ratio: {
    type: 'gauge',
    unit: 'Count',
    help: 'Provisioned environments in use, of 1, the most of the last period.',
    lambda: { name: 'ProvisionedConcurrencyUtilization', ofAlias: true },
    silence: 'zero',
  },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof METRICS;

/** The label and the dimension of a histogram's bounds, and what its buckets are called. */
export const BOUND = 'le';
export const bucketName = <Name extends string>(histogram: Name): `${Name}_bucket` => `${histogram}_bucket`;

import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { ErrorCode } from '../../contract/errors.ts';
import type { OutputFormat } from '../../contract/formats.ts';
import { BOUND, bucketName, METRICS, type MetricName, NAMESPACE, type STREAM_STATUSES } from './declarations.ts';

/** What is counted of one request, once it is over. */
export interface StreamFigures {
  /** `aborted`: broken off after the first audio. */
  readonly status: (typeof STREAM_STATUSES)[number];
  readonly format?: OutputFormat | undefined;
  readonly code?: ErrorCode | undefined;
  readonly coldStart: boolean;
  /** Request to first audio. */
  readonly latencyMs?: number | undefined;
  readonly durationSeconds: number;
  readonly outputBytes: number;
  readonly sourceBytes: number;
  /** Peak of the environment. */
  readonly memoryBytes: number;
}

/** Writes one record in CloudWatch's embedded metric format: these values, with these labels and no others. */
type Publish = (values: Readonly<Record<string, number>>, labels?: Readonly<Record<string, string>>) => void;

const unitOf = (name: string) => MetricUnit[METRICS[name.replace(/_bucket$/, '') as MetricName].unit];

/** A histogram as it survives CloudWatch: the value itself, and a count for every bound that it does not exceed. */
function observe(publish: Publish, name: 'transcode_latency_ms' | 'transcode_duration_seconds', value: number): void {
  for (const bound of METRICS[name].buckets) {
    if (value <= bound) publish({ [bucketName(name)]: 1 }, { [BOUND]: String(bound) });
  }
}

function publishEach(publish: Publish, figures: StreamFigures): void {
  const { status, format, code, coldStart, latencyMs, durationSeconds } = figures;
  publish({ transcode_requests_total: 1 }, { status, format: format ?? 'none' });
  if (code) publish({ transcode_errors_total: 1 }, { code });
  if (format) {
    const bytes = {
      transcode_output_bytes_total: figures.outputBytes,
      transcode_source_bytes_total: figures.sourceBytes,
    };
    publish(bytes, { format });
  }
  publish({
    ...(latencyMs === undefined ? {} : { transcode_latency_ms: latencyMs }),
    transcode_duration_seconds: durationSeconds,
    memory_usage_bytes: figures.memoryBytes,
    ...(coldStart ? { cold_starts_total: 1 } : {}),
  });
  if (latencyMs !== undefined) observe(publish, 'transcode_latency_ms', latencyMs);
  observe(publish, 'transcode_duration_seconds', durationSeconds);
}

/**
 * What publishes a request's figures, as lines on stdout. A label's values are a closed set: never a caller's text.
 *
 * @param service - the function's name, which keeps the stages of one account apart
 */
export function streamPublisher(service: string): (transcodeId: string, figures: StreamFigures) => void {
  const metrics = new Metrics({ namespace: NAMESPACE, serviceName: service });
  return (transcodeId, figures) => {
    const publish: Publish = (values, labels = {}) => {
      for (const [label, value] of Object.entries(labels)) metrics.addDimension(label, value);
      for (const [name, value] of Object.entries(values)) metrics.addMetric(name, unitOf(name), value);
      metrics.addMetadata('transcode_id', transcodeId).publishStoredMetrics();
    };
    publishEach(publish, figures);
  };
}

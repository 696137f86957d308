import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { ErrorCode } from '../contract/errors.ts';
import type { OutputFormat } from '../contract/formats.ts';

/** What is counted of one request, once it is over. */
export interface StreamFigures {
  /** `aborted`: broken off after the first audio. */
  readonly status: 'success' | 'error' | 'aborted';
  readonly format?: OutputFormat | undefined;
  readonly code?: ErrorCode | undefined;
  /** Request to first audio. */
  readonly latencyMs?: number | undefined;
  readonly durationSeconds: number;
  readonly outputBytes: number;
  readonly sourceBytes: number;
}

const metrics = new Metrics({ namespace: 'Sluice', serviceName: 'sluice' });

/** One record in CloudWatch's embedded metric format: with these labels and no others. */
function publish(
  name: string,
  unit: keyof typeof MetricUnit,
  value: number,
  labels: Record<string, string> = {},
): void {
  const record = metrics.singleMetric();
  for (const [label, text] of Object.entries(labels)) record.addDimension(label, text);
  record.addMetric(name, MetricUnit[unit], value);
}

/** Publishes a request's figures as lines on stdout. A label's values are a closed set: never a caller's text. */
export function publishStream(figures: StreamFigures): void {
  const { status, format = 'none', code, latencyMs, durationSeconds, outputBytes, sourceBytes } = figures;
  publish('transcode_requests_total', 'Count', 1, { status, format });
  if (code) publish('transcode_errors_total', 'Count', 1, { code });
  if (latencyMs !== undefined) publish('transcode_latency_ms', 'Milliseconds', latencyMs);
  publish('transcode_duration_seconds', 'Seconds', durationSeconds);
  publish('transcode_output_bytes_total', 'Bytes', outputBytes, { format });
  publish('transcode_source_bytes_total', 'Bytes', sourceBytes, { format });
}

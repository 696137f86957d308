import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { METRICS } from '../../../lib/telemetry/metrics/declarations.ts';
import { type StreamFigures, streamPublisher } from '../../../lib/telemetry/metrics/publish.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
interface Embedded {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly transcode_id: string;
  readonly [member: string]: unknown;
}

const FIGURES: StreamFigures = {
  ...{ status: 'success', format: 'opus', coldStart: false, latencyMs: 50, durationSeconds: 14.9 },
  ...{ outputBytes: 7, sourceBytes: 9, memoryBytes: 90e6 },
};

/** The lines that are printed of one request. */
function printed(figures: Partial<StreamFigures> = {}): Embedded[] {
  let text = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  onTestFinished(() => write.mockRestore());
  streamPublisher('sluice-dev-transcode')('the id', { ...FIGURES, ...figures });
  write.mockRestore();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** `name{label="value"} value unit` of every value in them. */
const valuesOf = (lines: readonly Embedded[]): string[] =>
  lines.flatMap(({ _aws, ...members }) =>
    _aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
      Dimensions.flatMap((names) => {
        const labels = names.filter((name) => name !== 'service').map((name) => `${name}=${members[name]}`);
        return Metrics.map(({ Name, Unit }) => `${Name}{${labels.join(',')}} ${members[Name]} ${Unit}`);
      }),
    ),
  );

/** The bounds that were counted for. */
const boundsOf = (lines: readonly Embedded[], name: string): string[] =>
  valuesOf(lines).flatMap((value) =>
    value.startsWith(`${name}_bucket{`) ? [/le=([^}]+)/.exec(value)?.[1] ?? ''] : [],
  );

describe('what is published of a request', () => {
  test('stands in our namespace, of this function, with its id', () => {
    for (const line of printed()) {
      expect(line).toMatchObject({ service: 'sluice-dev-transcode', transcode_id: 'the id' });
      expect(line._aws.CloudWatchMetrics).toMatchObject([{ Namespace: 'Sluice' }]);
      expect(line._aws.CloudWatchMetrics[0]?.Dimensions).toEqual([expect.arrayContaining(['service'])]);
      // Its id is no dimension: each request would be a metric of its own, and paid for.
      expect(JSON.stringify(line._aws)).not.toContain('transcode_id');
    }
  });

  test('is each value once, in its declared unit', () => {
    const values = valuesOf(printed()).filter((value) => !value.includes('_bucket'));
    expect(values.toSorted()).toEqual([
      'memory_usage_bytes{} 90000000 Bytes',
      'transcode_duration_seconds{} 14.9 Seconds',
      'transcode_latency_ms{} 50 Milliseconds',
      'transcode_output_bytes_total{format=opus} 7 Bytes',
      'transcode_requests_total{status=success,format=opus} 1 Count',
      'transcode_source_bytes_total{format=opus} 9 Bytes',
    ]);
  });

  test('is its code where it failed, and that it waited for its environment', () => {
    const values = valuesOf(printed({ status: 'aborted', code: 'TIMEOUT', coldStart: true }));
    expect(values).toContain('transcode_requests_total{status=aborted,format=opus} 1 Count');
    expect(values).toContain('transcode_errors_total{code=TIMEOUT} 1 Count');
    expect(values).toContain('cold_starts_total{} 1 Count');
  });

  test('has no first audio where there was none, and no format where none was read', () => {
    const values = valuesOf(printed({ status: 'error', format: undefined, latencyMs: undefined }));
    expect(values).toContain('transcode_requests_total{status=error,format=none} 1 Count');
    expect(values.filter((value) => /latency|output_bytes|source_bytes/.test(value))).toEqual([]);
  });
});

test.for([
  [50, ['50', '100', '200', '500', '1000', '2500', '5000']],
  [50.01, ['100', '200', '500', '1000', '2500', '5000']],
  [0, METRICS.transcode_latency_ms.buckets.map(String)],
  [5001, []],
] as const)('%d ms are counted in the buckets that they do not exceed', ([latencyMs, bounds]) =>
  expect(boundsOf(printed({ latencyMs }), 'transcode_latency_ms')).toEqual(bounds),
);

test('15 s are counted with those of at most 15 s.', () =>
  expect(boundsOf(printed({ durationSeconds: 15 }), 'transcode_duration_seconds')).toEqual(['15', '60', '300', '900']));

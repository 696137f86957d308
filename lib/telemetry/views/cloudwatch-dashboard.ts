import { OUTPUT_FORMATS } from '../../contract/formats.ts';
import { METRICS, type MetricName, STREAM_STATUSES } from '../metrics/declarations.ts';
import { type CloudWatchMetric, cloudWatchMetric, lambdaMetric } from './cloudwatch-metric.ts';
import { LOG_GROUP, MEMORY_MB, REGION, RESERVED, STACK } from './names.ts';
import { THRESHOLDS } from './thresholds.ts';

type Row = readonly (string | Readonly<Record<string, unknown>>)[];

interface Graph {
  readonly title: string;
  readonly rows: readonly Row[];
  /** Lines across it, by their labels. */
  readonly lines?: Readonly<Record<string, number | string>>;
  readonly stacked?: true;
}

/** A metric as a graph names it (docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html). */
const row = ({ namespace, name, dimensions }: CloudWatchMetric, stat: string, label: string): Row => [
  namespace,
  name,
  ...Object.entries(dimensions).flat(),
  { stat, label },
];

const total = (name: MetricName, label: string) => row(cloudWatchMetric(name), 'Sum', label);

/** The sum over one label's values, which no metric has. */
const added = (
  name: MetricName,
  label: string,
  labels: readonly Readonly<Record<string, string>>[],
  id: string,
): Row[] => {
  const parts = labels.map((one, index) => [
    ...row(cloudWatchMetric(name, one), 'Sum', '').slice(0, -1),
    { id: `${id}${index}`, stat: 'Sum', visible: false },
  ]);
  const expression = `SUM([${parts.map((_, index) => `${id}${index}`).join(',')}])`;
  return [[{ expression, label, id }], ...parts];
};

const formats = METRICS.transcode_requests_total.labels.format;
const percentiles = (name: MetricName) => ['p50', 'p90', 'p99'].map((stat) => row(cloudWatchMetric(name), stat, stat));

const GRAPHS: readonly Graph[] = [
  {
    title: 'Streams at once',
    rows: [
      row(cloudWatchMetric('active_streams'), 'Maximum', 'streams'),
      row(lambdaMetric('ProvisionedConcurrentExecutions'), 'Maximum', 'in warm environments'),
    ],
    lines: { 'as many as there may be': RESERVED },
  },
  {
    title: 'Warm environments in use',
    rows: [row(cloudWatchMetric('provisioned_concurrency_utilization_ratio'), 'Maximum', 'of 1')],
    lines: { alarm: THRESHOLDS.provisionedUtilization },
  },
  {
    title: 'To the first audio, ms',
    rows: percentiles('transcode_latency_ms'),
    lines: { alarm: THRESHOLDS.latencyP99Ms },
  },
  {
    title: 'How requests end',
    rows: STREAM_STATUSES.flatMap((status) =>
      added(
        'transcode_requests_total',
        status,
        formats.map((format) => ({ status, format })),
        status,
      ),
    ),
    stacked: true,
  },
  {
    title: 'Errors by code',
    rows: METRICS.transcode_errors_total.labels.code.map((code) =>
      row(cloudWatchMetric('transcode_errors_total', { code }), 'Sum', code),
    ),
    stacked: true,
  },
  {
    title: 'Told 429, or had to wait',
    rows: [
      total('throttles_total', 'told 429'),
      total('spillover_invocations_total', 'no warm environment was free'),
      total('cold_starts_total', 'waited for an environment'),
    ],
  },
  { title: 'How long streams last, s', rows: percentiles('transcode_duration_seconds') },
  {
    title: 'Audio sent, bytes',
    rows: OUTPUT_FORMATS.map((format) =>
      row(cloudWatchMetric('transcode_output_bytes_total', { format }), 'Sum', format),
    ),
    stacked: true,
  },
  {
    title: `Peak memory of an environment, bytes (it has ${MEMORY_MB} MB)`,
    rows: [row(cloudWatchMetric('memory_usage_bytes'), 'Maximum', 'largest')],
  },
];

const WIDTH = 8;
const HEIGHT = 6;
const ACROSS = 24 / WIDTH;

function widget({ title, rows, lines, stacked }: Graph, index: number) {
  const horizontal = Object.entries(lines ?? {}).map(([label, value]) => ({ label, value }));
  return {
    type: 'metric',
    x: (index % ACROSS) * WIDTH,
    y: Math.floor(index / ACROSS) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: {
      title,
      region: REGION,
      view: 'timeSeries',
      stacked: stacked ?? false,
      period: 60,
      yAxis: { left: { min: 0 } },
      metrics: rows,
      ...(horizontal.length > 0 ? { annotations: { horizontal } } : {}),
    },
  };
}

/** The last streams that did not end well, from the log. */
const cutStreams = () => ({
  type: 'log',
  x: 0,
  y: Math.ceil(GRAPHS.length / ACROSS) * HEIGHT,
  width: 24,
  height: HEIGHT,
  properties: {
    title: 'Streams that were broken off',
    region: REGION,
    view: 'table',
    query: [
      `SOURCE '${LOG_GROUP}'`,
      'fields @timestamp, transcode_id, code, reason, source_host, total_ms',
      "filter message = 'failed' and outcome = 'aborted'",
      'sort @timestamp desc',
      'limit 20',
    ].join(' | '),
  },
});

/** The dashboard as a resource of CloudFormation, whose body is text. */
export function dashboardResources(): Record<string, unknown> {
  const text = JSON.stringify({ start: '-PT3H', widgets: [...GRAPHS.map(widget), cutStreams()] }, undefined, 1);
  // What osls puts in its place is a number.
  const body = text.replaceAll(`"${RESERVED}"`, RESERVED);
  return {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: { DashboardName: STACK, DashboardBody: { 'Fn::Sub': body } },
    },
  };
}

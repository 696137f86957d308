import type { MetricName } from '../metrics/declarations.ts';
import { quantile } from './prometheus.ts';
import { THRESHOLDS } from './thresholds.ts';

interface Panel {
  readonly title: string;
  readonly unit: string;
  /** What is asked for, by its legend. */
  readonly queries: Readonly<Record<string, string>>;
  /** A line across it. */
  readonly threshold?: number;
  readonly stacked?: true;
}

const m = (name: MetricName): string => name;
const perMinute = (name: MetricName, by: string): string => `sum by (${by}) (rate(${m(name)}[$__rate_interval])) * 60`;
const percentiles = (name: 'transcode_latency_ms' | 'transcode_duration_seconds') =>
  Object.fromEntries([0.5, 0.9, 0.99].map((q) => [`p${q * 100}`, quantile(q, name, '$__rate_interval')]));

const PANELS: readonly Panel[] = [
  { title: 'Streams at once', unit: 'short', queries: { streams: m('active_streams') } },
  {
    title: 'Warm environments in use',
    unit: 'percentunit',
    queries: { 'in use': m('provisioned_concurrency_utilization_ratio') },
    threshold: THRESHOLDS.provisionedUtilization,
  },
  {
    title: 'To the first audio',
    unit: 'ms',
    queries: percentiles('transcode_latency_ms'),
    threshold: THRESHOLDS.latencyP99Ms,
  },
  {
    title: 'How requests end, a minute',
    unit: 'short',
    queries: { '{{status}}': perMinute('transcode_requests_total', 'status') },
    stacked: true,
  },
  {
    title: 'Errors by code, a minute',
    unit: 'short',
    queries: { '{{code}}': `${perMinute('transcode_errors_total', 'code')} > 0` },
    stacked: true,
  },
  {
    title: 'Told 429, or had to wait, a minute',
    unit: 'short',
    queries: {
      'told 429': perMinute('throttles_total', ''),
      'no warm environment was free': perMinute('spillover_invocations_total', ''),
      'waited for an environment': perMinute('cold_starts_total', ''),
    },
  },
  { title: 'How long streams last', unit: 's', queries: percentiles('transcode_duration_seconds') },
  {
    title: 'Audio sent',
    unit: 'Bps',
    queries: { '{{format}}': `sum by (format) (rate(${m('transcode_output_bytes_total')}[$__rate_interval]))` },
    stacked: true,
  },
  { title: 'Peak memory of an environment', unit: 'bytes', queries: { largest: m('memory_usage_bytes') } },
];

const WIDTH = 8;
const HEIGHT = 8;
const ACROSS = 24 / WIDTH;
// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own language
const SOURCE = { type: 'prometheus', uid: '${source}' };

function panel({ title, unit, queries, threshold, stacked }: Panel, index: number) {
  const steps = [{ color: 'transparent', value: null as number | null }];
  if (threshold !== undefined) steps.push({ color: 'red', value: threshold });
  return {
    id: index + 1,
    title,
    type: 'timeseries',
    datasource: SOURCE,
    gridPos: { x: (index % ACROSS) * WIDTH, y: Math.floor(index / ACROSS) * HEIGHT, w: WIDTH, h: HEIGHT },
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        custom: {
          fillOpacity: stacked ? 30 : 0,
          stacking: { mode: stacked ? 'normal' : 'none' },
          thresholdsStyle: { mode: threshold === undefined ? 'off' : 'line' },
        },
        thresholds: { mode: 'absolute', steps },
      },
      overrides: [],
    },
    targets: Object.entries(queries).map(([legendFormat, expr], at) => ({
      refId: String.fromCharCode(65 + at),
      datasource: SOURCE,
      expr,
      legendFormat,
    })),
  };
}

/** A dashboard to import into Grafana, which asks for its Prometheus. */
export const grafanaDashboard = () => ({
  title: 'Sluice',
  uid: 'sluice',
  tags: ['sluice'],
  schemaVersion: 39,
  timezone: 'browser',
  refresh: '1m',
  time: { from: 'now-3h', to: 'now' },
  templating: { list: [{ name: 'source', label: 'Prometheus', type: 'datasource', query: 'prometheus' }] },
  panels: PANELS.map(panel),
});

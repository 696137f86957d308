import { bucketName, type MetricName } from '../metrics/declarations.ts';
import { FAILS_INSIDE, THRESHOLDS } from './thresholds.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  /** How long it has to hold. */
  readonly for: string;
  readonly severity: 'page' | 'ticket';
  readonly summary: string;
}

/** A declared metric's name: one that is none does not compile. */
const m = (name: MetricName): string => name;

/** What a counter has grown by, over all of its series. */
const grown = (name: MetricName, range: string, where = ''): string => `sum(increase(${m(name)}${where}[${range}]))`;

/** A quantile of a histogram. */
export const quantile = (
  q: number,
  name: 'transcode_latency_ms' | 'transcode_duration_seconds',
  range: string,
): string => `histogram_quantile(${q}, sum by (le) (rate(${bucketName(name)}[${range}])))`;

const share = (where: string): string =>
  `${grown('transcode_requests_total', '15m', where)} / ${grown('transcode_requests_total', '15m')}`;

/** What somebody should know of; as CloudWatch's alarms, for those who have Prometheus. */
export const RULES: readonly Rule[] = [
  {
    alert: 'SluiceMetricsMissing',
    expr: 'up{job="sluice"} == 0',
    for: '5m',
    severity: 'page',
    summary: '/metrics does not answer: nothing is known of the service.',
  },
  {
    alert: 'SluiceMetricsOld',
    expr: `metrics_age_seconds > ${THRESHOLDS.metricsAgeSeconds} or metrics_partial > 0`,
    for: '5m',
    severity: 'ticket',
    summary: 'CloudWatch tells nothing, or not all: the figures are those of before.',
  },
  {
    alert: 'SluiceStreamsCut',
    expr: `${share('{status="aborted"}')} > ${THRESHOLDS.failedShare}`,
    for: '5m',
    severity: 'page',
    summary: 'Of all streams {{ $value | humanizePercentage }} were broken off after their first audio.',
  },
  {
    alert: 'SluiceFailsInside',
    expr: `${grown('transcode_errors_total', '15m', `{code=~"${FAILS_INSIDE.join('|')}"}`)} / ${grown('transcode_requests_total', '15m')} > ${THRESHOLDS.failedShare}`,
    for: '5m',
    severity: 'page',
    summary: 'Of all requests {{ $value | humanizePercentage }} failed inside Sluice.',
  },
  {
    alert: 'SluiceThrottles',
    expr: `${grown('throttles_total', '5m')} > 0`,
    for: '0m',
    severity: 'page',
    summary: 'Callers were told 429: every stream is taken.',
  },
  {
    alert: 'SluiceSpillsOver',
    expr: `${grown('spillover_invocations_total', '5m')} > 0`,
    for: '0m',
    severity: 'ticket',
    summary: 'Streams waited for environments to be made: too few are kept warm.',
  },
  {
    alert: 'SluiceFirstAudioLate',
    expr: `${quantile(0.99, 'transcode_latency_ms', '15m')} > ${THRESHOLDS.latencyP99Ms}`,
    for: '10m',
    severity: 'ticket',
    summary: 'One request in a hundred waits {{ $value | humanize }} ms for its first audio.',
  },
  {
    alert: 'SluiceProvisionedNearlyAllInUse',
    expr: `${m('provisioned_concurrency_utilization_ratio')} > ${THRESHOLDS.provisionedUtilization}`,
    for: '3m',
    severity: 'ticket',
    summary: 'Of the warm environments {{ $value | humanizePercentage }} are in use.',
  },
  {
    alert: 'SluiceProvisionedIdle',
    // A stage that keeps nothing warm has 0 for ever.
    expr: `(max_over_time(${m('provisioned_concurrency_utilization_ratio')}[1d]) > 0) < ${THRESHOLDS.idleUtilization} and ${m('provisioned_concurrency_utilization_ratio')} offset 1d`,
    for: '0m',
    severity: 'ticket',
    summary: 'Hardly a warm environment was needed in a day, and all are paid for.',
  },
];

/** A file of alerting rules (prometheus.io/docs/prometheus/latest/configuration/alerting_rules). */
export const ruleFile = () => ({
  groups: [
    {
      name: 'sluice',
      rules: RULES.map(({ alert, expr, for: pending, severity, summary }) => ({
        alert,
        expr,
        for: pending,
        labels: { severity },
        annotations: { summary, runbook: 'docs/operations.md' },
      })),
    },
  ],
});

/** How Prometheus comes to the figures (prometheus.io/docs/prometheus/latest/configuration/configuration). */
export const SCRAPE_CONFIG = `global:
  # CloudWatch's periods are minutes: who asks more often is told the same.
  scrape_interval: 60s
  evaluation_interval: 60s
rule_files:
  - alerts.yml
scrape_configs:
  - job_name: sluice
    scheme: https
    authorization:
      type: Bearer
      # MONITOR_TOKEN, alone in a file that only Prometheus can read.
      credentials_file: monitor-token
    static_configs:
      # The host of the Function URL of \`metrics\`, as \`serverless info\` prints it.
      - targets: [YOUR-URL-ID.lambda-url.eu-central-1.on.aws]
`;

/** The same for the service offline, whose figures come by the second: docs/compose.yaml takes it. */
export const OFFLINE_SCRAPE_CONFIG = `global:
  scrape_interval: 5s
  evaluation_interval: 5s
rule_files:
  - alerts.yml
scrape_configs:
  - job_name: sluice
    static_configs:
      - targets: ['127.0.0.1:8090']
`;

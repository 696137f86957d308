import { type CloudWatchMetric, cloudWatchMetric, lambdaMetric } from './cloudwatch-metric.ts';
import { STACK } from './names.ts';
import { FAILS_INSIDE, THRESHOLDS } from './thresholds.ts';

/** An alarm in the words of CloudFormation's `AWS::CloudWatch::Alarm`. */
interface Alarm {
  readonly says: string;
  readonly threshold: number;
  /** Seconds of one look, how many of them are looked at, and how many have to be past the threshold. */
  readonly look: readonly [period: number, of: number, atLeast: number];
  readonly measure: Readonly<Record<string, unknown>>;
  /** For stages that keep environments warm. */
  readonly whereProvisioned?: true;
  readonly below?: true;
}

const dimensionsOf = ({ dimensions }: CloudWatchMetric) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

const measured = (metric: CloudWatchMetric, statistic: Readonly<Record<string, string>>, period: number) => ({
  Namespace: metric.namespace,
  MetricName: metric.name,
  Dimensions: dimensionsOf(metric),
  ...statistic,
  Period: period,
});

/** The share of some metrics together in another. One of them without a figure is left out of the sum, and does not make it unknown. */
function shareOf(parts: readonly CloudWatchMetric[], whole: CloudWatchMetric, period: number) {
  const query = (Id: string, metric: CloudWatchMetric) => ({
    Id,
    ReturnData: false,
    MetricStat: {
      Metric: { Namespace: metric.namespace, MetricName: metric.name, Dimensions: dimensionsOf(metric) },
      Period: period,
      Stat: 'Sum',
    },
  });
  const ids = parts.map((_, index) => `part${index}`);
  const sum = ids.length > 1 ? `SUM([${ids.join(',')}])` : ids[0];
  return {
    Metrics: [
      { Id: 'share', Expression: `${sum} / whole`, Label: `share of ${whole.name}` },
      ...parts.map((part, index) => query(ids[index] ?? '', part)),
      query('whole', whole),
    ],
  };
}

const MINUTE = 60;
const HOUR = 3600;

const ALARMS: Readonly<Record<string, Alarm>> = {
  Failures: {
    says: 'Streams are broken off, or environments die: docs/operations.md, "Which streams were cut, and by what?"',
    threshold: THRESHOLDS.failedShare,
    look: [5 * MINUTE, 3, 2],
    measure: shareOf([lambdaMetric('Errors')], lambdaMetric('Invocations'), 5 * MINUTE),
  },
  FailsInside: {
    says: 'Requests fail inside, before their first audio or behind it: docs/operations.md, "What fails?"',
    threshold: THRESHOLDS.failedShare,
    look: [5 * MINUTE, 3, 2],
    // An answer with a status is no error of Lambda's: without its layer the function would fail every request unseen.
    measure: shareOf(
      FAILS_INSIDE.map((code) => cloudWatchMetric('transcode_errors_total', { code })),
      lambdaMetric('Invocations'),
      5 * MINUTE,
    ),
  },
  Throttles: {
    says: 'Callers are told 429: every stream is taken. Raise reservedConcurrency, or see who takes them.',
    threshold: 0,
    look: [MINUTE, 5, 1],
    measure: measured(cloudWatchMetric('throttles_total'), { Statistic: 'Sum' }, MINUTE),
  },
  Spillover: {
    says: 'Streams wait for environments to be made: raise provisionedConcurrency.',
    threshold: 0,
    look: [MINUTE, 5, 1],
    measure: measured(cloudWatchMetric('spillover_invocations_total'), { Statistic: 'Sum' }, MINUTE),
    whereProvisioned: true,
  },
  SlowFirstAudio: {
    says: 'The first audio comes late: docs/operations.md, "Is it us, or the source?"',
    threshold: THRESHOLDS.latencyP99Ms,
    look: [5 * MINUTE, 3, 3],
    // Of a handful of requests the slowest one is no percentile.
    measure: {
      ...measured(cloudWatchMetric('transcode_latency_ms'), { ExtendedStatistic: 'p99' }, 5 * MINUTE),
      EvaluateLowSampleCountPercentile: 'ignore',
    },
  },
  ProvisionedNearlyAllInUse: {
    says: 'Hardly a warm environment is left: the next callers will wait. Raise provisionedConcurrency.',
    threshold: THRESHOLDS.provisionedUtilization,
    look: [MINUTE, 5, 3],
    measure: measured(cloudWatchMetric('provisioned_concurrency_utilization_ratio'), { Statistic: 'Maximum' }, MINUTE),
    whereProvisioned: true,
  },
  ProvisionedIdle: {
    says: 'Warm environments are paid for, and hardly one of them was needed in a day: lower provisionedConcurrency.',
    threshold: THRESHOLDS.idleUtilization,
    look: [HOUR, 24, 24],
    measure: measured(cloudWatchMetric('provisioned_concurrency_utilization_ratio'), { Statistic: 'Maximum' }, HOUR),
    whereProvisioned: true,
    below: true,
  },
};

/** The alarms as resources of CloudFormation, all of which tell the same topic. */
export function alarmResources(): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(ALARMS).map(([name, { says, threshold, look, measure, whereProvisioned, below }]) => {
      const [, EvaluationPeriods, DatapointsToAlarm] = look;
      const properties = {
        AlarmName: `${STACK} ${name}`,
        AlarmDescription: says,
        ...measure,
        Threshold: threshold,
        ComparisonOperator: below ? 'LessThanThreshold' : 'GreaterThanThreshold',
        EvaluationPeriods,
        DatapointsToAlarm,
        // Without streams there are no figures: that is no trouble, unless it is what is paid for.
        TreatMissingData: below ? 'breaching' : 'notBreaching',
        AlarmActions: [{ Ref: 'AlarmTopic' }],
        OKActions: [{ Ref: 'AlarmTopic' }],
      };
      const condition = whereProvisioned ? { Condition: 'KeepsWarm' } : {};
      return [`${name}Alarm`, { Type: 'AWS::CloudWatch::Alarm', ...condition, Properties: properties }];
    }),
  );
}

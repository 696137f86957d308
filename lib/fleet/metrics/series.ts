import type { Deployment } from '../../settings/deployment.ts';
import {
  BOUND,
  bucketName,
  type Counter,
  type Gauge,
  type Histogram,
  METRICS,
  type Metric,
  NAMESPACE,
} from '../../telemetry/metrics/declarations.ts';

/** One line of the answer, and the statistic of CloudWatch that it is made of. */
export interface Series {
  /** Unique among all, and as CloudWatch wants the id of a query: `^[a-z][a-zA-Z0-9_]*$`. */
  readonly id: string;
  /** Key of the declaration. */
  readonly metric: string;
  readonly kind: 'counter' | 'gauge';
  readonly silence: Gauge['silence'];
  /** As in `transcode_latency_ms_bucket`. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly stat: 'Sum' | 'SampleCount' | 'Maximum';
  readonly cloudWatch: {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
  };
}

type Part = Pick<Series, 'name' | 'labels' | 'stat' | 'cloudWatch'>;

/** Every combination of a counter's labels. */
const combinations = (labels: Counter['labels']): Record<string, string>[] =>
  Object.entries(labels).reduce<Record<string, string>[]>(
    (all, [label, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [label]: value }))),
    [{}],
  );

/** docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html has the dimensions. */
function lambdaPart(
  name: string,
  { lambda }: Counter | Gauge,
  { functionName, alias }: Deployment,
): Part['cloudWatch'] {
  const resource = lambda?.ofAlias ? { Resource: `${functionName}:${alias}` } : {};
  return {
    namespace: 'AWS/Lambda',
    name: lambda?.name ?? name,
    dimensions: { FunctionName: functionName, ...resource },
  };
}

function histogramParts(name: string, { buckets }: Histogram, service: Readonly<Record<string, string>>): Part[] {
  const raw = { namespace: NAMESPACE, name, dimensions: service };
  const bounds = buckets.map((bound): Part => {
    const labels = { [BOUND]: String(bound) };
    const counted = { namespace: NAMESPACE, name: bucketName(name), dimensions: { ...service, ...labels } };
    return { name: bucketName(name), labels, stat: 'Sum', cloudWatch: counted };
  });
  return [
    ...bounds,
    { name: bucketName(name), labels: { [BOUND]: '+Inf' }, stat: 'SampleCount', cloudWatch: raw },
    { name: `${name}_sum`, labels: {}, stat: 'Sum', cloudWatch: raw },
    { name: `${name}_count`, labels: {}, stat: 'SampleCount', cloudWatch: raw },
  ];
}

function partsOf(name: string, metric: Metric, deployment: Deployment): Part[] {
  const service = { service: deployment.functionName };
  if (metric.type === 'histogram') return histogramParts(name, metric, service);
  const stat = metric.type === 'counter' ? 'Sum' : 'Maximum';
  const labels = metric.type === 'counter' ? combinations(metric.labels) : [{}];
  return labels.map((one) => ({
    ...{ name, labels: one, stat },
    cloudWatch: metric.lambda
      ? lambdaPart(name, metric, deployment)
      : { namespace: NAMESPACE, name, dimensions: { ...service, ...one } },
  }));
}

/** Every line of `/metrics` that CloudWatch knows the value of, in the order of the declarations. */
export function seriesOf(deployment: Deployment): readonly Series[] {
  const declared: [string, Metric][] = Object.entries(METRICS);
  return declared
    .flatMap(([metric, declaration]) =>
      partsOf(metric, declaration, deployment).map((part) => ({
        ...part,
        metric,
        kind: declaration.type === 'gauge' ? ('gauge' as const) : ('counter' as const),
        silence: declaration.type === 'gauge' ? declaration.silence : ('zero' as const),
      })),
    )
    .map((series, index) => ({ ...series, id: `s${index}` }));
}

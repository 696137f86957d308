import { type Counter, type Gauge, METRICS, type MetricName, NAMESPACE } from '../metrics/declarations.ts';
import { FUNCTION_NAME, RESOURCE } from './names.ts';

/** A metric as dashboards and alarms name it. */
export interface CloudWatchMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A declared metric where CloudWatch has it. @param labels - those of a series, where it has any */
export function cloudWatchMetric(name: MetricName, labels: Readonly<Record<string, string>> = {}): CloudWatchMetric {
  const declared: Counter | Gauge | { readonly lambda?: undefined } = METRICS[name] as Counter | Gauge;
  if (!declared.lambda) return { namespace: NAMESPACE, name, dimensions: { service: FUNCTION_NAME, ...labels } };
  return lambdaMetric(declared.lambda.name, declared.lambda.ofAlias ? { Resource: RESOURCE } : {});
}

/** One of Lambda's own. */
export const lambdaMetric = (name: string, dimensions: Readonly<Record<string, string>> = {}): CloudWatchMetric => ({
  namespace: 'AWS/Lambda',
  name,
  dimensions: { FunctionName: FUNCTION_NAME, ...dimensions },
});

import type { MetricStore } from './store.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A target member: a number, or several of them. */
const numbers = (value: unknown): number[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is number => typeof one === 'number');

/** The values of one set's dimensions, or `undefined` where the document lacks one. */
function dimensionsOf(document: Json, names: readonly unknown[]): Record<string, string> | undefined {
  const entries = names.map((name) => [String(name), document[String(name)]] as const);
  return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
    ? Object.fromEntries(entries)
    : undefined;
}

function parse(line: string): Json | undefined {
  // Most lines are none of these, and need not be parsed to know it.
  if (!line.startsWith('{') || !line.includes('"_aws"')) return undefined;
  try {
    const document: unknown = JSON.parse(line);
    return isObject(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Records the metrics of a log line, if it is one in the embedded metric format; every other line is a log line only.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function recordEmf(line: string, store: MetricStore): void {
  const document = parse(line);
  const about = document?._aws;
  if (!document || !isObject(about) || typeof about.Timestamp !== 'number') return;
  for (const directive of list(about.CloudWatchMetrics).filter(isObject)) {
    const { Namespace, Metrics } = directive;
    if (typeof Namespace !== 'string') continue;
    for (const names of list(directive.Dimensions)) {
      const dimensions = dimensionsOf(document, list(names));
      if (!dimensions) continue;
      for (const { Name } of list(Metrics).filter(isObject)) {
        for (const value of numbers(document[String(Name)])) {
          store.record({ namespace: Namespace, name: String(Name), dimensions }, value, about.Timestamp);
        }
      }
    }
  }
}

import { BOUND, bucketName, METRICS, type Metric, NAMESPACE } from '../metrics/declarations.ts';

const code = (text: string): string => `\`${text}\``;

function labelsOf(metric: Metric): string {
  if (metric.type === 'histogram') return `${code(BOUND)} = ${metric.buckets.join(', ')}, +Inf`;
  if (metric.type === 'gauge') return '';
  return Object.entries(metric.labels)
    .map(([label, values]) => `${code(label)} = ${values.join(', ')}`)
    .join('; ');
}

function cloudWatchOf(name: string, metric: Metric): string {
  if (metric.type === 'histogram') return `${code(name)} (each value), ${code(bucketName(name))}`;
  return metric.lambda
    ? `${code(`AWS/Lambda ${metric.lambda.name}`)}${metric.lambda.ofAlias ? ', of the alias' : ''}`
    : code(name);
}

/** A table whose columns are as wide as what is in them. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  return [lines[0], `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines.slice(1)].join('\n');
}

/** The page of all metrics. */
export function metricsPage(): string {
  const declared: [string, Metric][] = Object.entries(METRICS);
  const rows = declared.map(([name, metric]) => [
    code(name),
    metric.type,
    metric.help,
    labelsOf(metric),
    cloudWatchOf(name, metric),
  ]);
  return `# Every metric

Made by \`npm run monitoring\` from [the declarations](../../lib/telemetry/metrics/declarations.ts), as everything in this folder but
[the page before this one](README.md).

${table([['name', 'type', 'what it tells', 'labels', 'in CloudWatch'], ...rows])}

A label's values are these and no others: never a URL, an id or a caller's text. In CloudWatch the namespace is \`${NAMESPACE}\` unless another stands
there, and the dimensions are the labels and \`service\`, the name of the function that makes the streams: it keeps the stages of one account apart.

\`/metrics\` tells two things of itself: \`metrics_age_seconds\`, since CloudWatch told these figures, and \`metrics_partial\`, 1 where it told less than all
of them.
`;
}

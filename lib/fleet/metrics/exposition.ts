import { METRICS, type Metric } from '../../telemetry/metrics/declarations.ts';
import type { Figures } from './figures.ts';
import type { Series } from './series.ts';

/** Of what a scraper reads (prometheus.io/docs/instrumenting/exposition_formats). */
export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** What the answer tells of itself. */
const SELF = {
  metrics_age_seconds: 'Since CloudWatch told these figures.',
  metrics_partial: 'Whether CloudWatch told less than all of them: what it left out is as it was, or not here.',
} as const;

const line = (name: string, labels: Series['labels'], value: number): string => {
  const inside = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
  return `${name}${inside.length > 0 ? `{${inside.join(',')}}` : ''} ${value}`;
};

const head = (name: string, type: string, help: string): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
];

/**
 * A histogram's lines, or none: without one of its buckets it would be another histogram. Its counts come to CloudWatch
 * one by one, so that a larger bucket may be a moment behind a smaller one.
 */
function histogramLines(series: readonly Series[], values: Figures['values']): string[] {
  if (!series.every(({ id }) => values.has(id))) return [];
  let least = 0;
  return series.map(({ id, name, labels }) => {
    const value = values.get(id) ?? 0;
    if (name.endsWith('_sum')) return line(name, labels, value);
    least = Math.max(least, value);
    return line(name, labels, least);
  });
}

function familyLines(name: string, { type, help }: Metric, series: readonly Series[], { values }: Figures): string[] {
  const lines =
    type === 'histogram'
      ? histogramLines(series, values)
      : series.flatMap(({ id, labels }) => {
          const value = values.get(id);
          return value === undefined ? [] : [line(name, labels, value)];
        });
  return lines.length > 0 ? [...head(name, type, help), ...lines] : [];
}

/**
 * The figures as Prometheus reads them.
 *
 * @param now - seconds since the epoch
 */
export function exposition(all: readonly Series[], figures: Figures, now: number): string {
  const declared: [string, Metric][] = Object.entries(METRICS);
  const families = declared.flatMap(([name, metric]) =>
    familyLines(
      name,
      metric,
      all.filter((series) => series.metric === name),
      figures,
    ),
  );
  const self = {
    metrics_age_seconds: Math.max(0, Math.round((now - figures.readAt) * 1000) / 1000),
    metrics_partial: figures.complete ? 0 : 1,
  };
  const about = Object.entries(SELF).flatMap(([name, help]) => [
    ...head(name, 'gauge', help),
    line(name, {}, self[name as keyof typeof SELF]),
  ]);
  return `${[...families, ...about].join('\n')}\n`;
}

import type { Points, ReadPoints } from '../../../lib/fleet/cloudwatch.ts';
import { seriesOf } from '../../../lib/fleet/metrics/series.ts';

export const DEPLOYMENT = { functionName: 'sluice-dev-transcode', alias: 'provisioned' };
export const SERIES = seriesOf(DEPLOYMENT);

/** The id of a line of `/metrics`, as in `transcode_errors_total{code="TIMEOUT"}`. */
export function idOf(line: string): string {
  const found = SERIES.find(({ name, labels }) => {
    const inside = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
    return line === (inside.length > 0 ? `${name}{${inside.join(',')}}` : name);
  });
  if (!found) throw new Error(`no such series: ${line}`);
  return found.id;
}

/** What is recorded of each second, and how much of it is told. */
export interface Cloud {
  readonly read: ReadPoints;
  /** Spans that were asked for. */
  readonly asked: {
    readonly ids: readonly string[];
    readonly start: number;
    readonly end: number;
    readonly period: number;
  }[];
  record(line: string, at: number, value: number): void;
  /** Series of which only a part is told. */
  readonly partial: Set<string>;
  down: boolean;
}

/** CloudWatch as far as it adds up by periods. */
export function cloud(): Cloud {
  const recorded: { id: string; at: number; value: number }[] = [];
  const asked: Cloud['asked'] = [];
  const partial = new Set<string>();
  const self: Cloud = {
    asked,
    partial,
    down: false,
    record: (line, at, value) => void recorded.push({ id: idOf(line), at, value }),
    read: async (series, { start, end, period }) => {
      asked.push({ ids: series.map(({ id }) => id), start, end, period });
      if (self.down) throw new Error('no route to host');
      return new Map(
        series.map(({ id, stat }): [string, Points] => {
          const inside = recorded.filter((one) => one.id === id && one.at >= start && one.at < end);
          const periods = Map.groupBy(inside, ({ at }) => Math.floor(at / period));
          const values = [...periods]
            .toSorted(([a], [b]) => a - b)
            .map(([, some]) => some.map(({ value }) => value))
            .map((some) => (stat === 'Maximum' ? Math.max(...some) : some.reduce((total, value) => total + value, 0)));
          return partial.has(id)
            ? [id, { values: values.slice(1), complete: false }]
            : [id, { values, complete: true }];
        }),
      );
    },
  };
  return self;
}

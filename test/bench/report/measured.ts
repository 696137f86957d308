/** A column of figures. */
export interface Column {
  readonly title: string;
  /** Behind the point. */
  readonly digits?: number;
  /** What the plot shows of it; absent: it is in the table only. */
  readonly plotted?: true;
}

/** What a benchmark has found: a table, from which its JSON, its plot and its section of the documentation are made. */
export interface Measured {
  /** Of its files and of its section in docs/benchmarks.md. */
  readonly name: string;
  /** What the plot is headed with, its unit included. */
  readonly title: string;
  /** That gives these figures. */
  readonly command: string;
  /** What the rows are. */
  readonly of: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly [label: string, ...figures: readonly (number | string | undefined)[]])[];
  /** Of the plot, where figures are far apart. */
  readonly scale?: 'logarithmic';
}

/** A figure as the table has it. */
export function shown(figure: number | string | undefined, { digits = 0 }: Column): string {
  if (typeof figure === 'string') return figure;
  if (figure === undefined || Number.isNaN(figure)) return '–';
  // Little is not nothing.
  return Math.abs(figure) > 0 && Math.abs(figure) < 0.5 * 10 ** -digits
    ? figure.toPrecision(1)
    : figure.toFixed(digits);
}

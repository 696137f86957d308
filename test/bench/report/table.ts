import { type Measured, shown } from './measured.ts';

/** A Markdown table whose columns stand below each other. */
export function table({ of, columns, rows }: Pick<Measured, 'of' | 'columns' | 'rows'>): string {
  const cells = [
    [of, ...columns.map(({ title }) => title)],
    ...rows.map(([label, ...figures]) => [label, ...columns.map((column, at) => shown(figures[at], column))]),
  ];
  const widths = [of, ...columns].map((_, at) => Math.max(3, ...cells.map((row) => (row[at] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

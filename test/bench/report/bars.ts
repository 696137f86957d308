import { type Measured, shown } from './measured.ts';

const SIZE = { width: 720, left: 250, right: 70, top: 40, bar: 14, gap: 10 } as const;
/** Legible on white and on black; as many as a table plots at most. */
const COLOURS = ['#3b82c4', '#d9822b', '#4c9f70', '#9b5fb0'] as const;
const TEXT = '#808080';

const escaped = (words: string): string => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** An SVG of bars, a group of them a row. */
export function bars({ title, columns, rows, scale }: Measured): string {
  const plotted = columns.flatMap((column, at) => (column.plotted ? [{ column, at }] : []));
  const figure = (row: Measured['rows'][number], at: number): number | undefined => {
    const value = row[at + 1];
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  };
  const all = rows.flatMap((row) => plotted.flatMap(({ at }) => figure(row, at) ?? []));
  const most = Math.max(...all);
  // The shortest bar of a logarithmic plot is not nothing.
  const least = Math.min(...all.filter((value) => value > 0)) / 2;
  const room = SIZE.width - SIZE.left - SIZE.right;
  const length = (value: number): number => {
    if (value <= 0) return 0;
    return scale ? (room * Math.log(value / least)) / Math.log(most / least) : (room * value) / most;
  };
  const parts: string[] = [];
  let y: number = SIZE.top;
  const text = (x: number, words: string, anchor: 'start' | 'end', colour: string = TEXT): string =>
    `<text x="${x.toFixed(1)}" y="${y + SIZE.bar - 3}" text-anchor="${anchor}" fill="${colour}">${escaped(words)}</text>`;
  for (const row of rows) {
    parts.push(text(SIZE.left - 8, row[0], 'end'));
    for (const [order, { column, at }] of plotted.entries()) {
      const value = figure(row, at);
      const width = value === undefined ? 0 : length(value);
      const colour = COLOURS[order % COLOURS.length];
      parts.push(
        `<rect x="${SIZE.left}" y="${y}" width="${width.toFixed(1)}" height="${SIZE.bar - 2}" fill="${colour}"/>`,
      );
      parts.push(text(SIZE.left + width + 5, shown(value, column), 'start'));
      y += SIZE.bar;
    }
    y += SIZE.gap;
  }
  let x = 0;
  for (const [order, { column }] of plotted.entries()) {
    parts.push(text(x, `■ ${column.title}`, 'start', COLOURS[order % COLOURS.length]));
    x += 30 + 7 * column.title.length;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${y + 24}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<text x="0" y="18" fill="${TEXT}" font-size="14">${escaped(title)}${scale ? ' (logarithmic)' : ''}</text>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

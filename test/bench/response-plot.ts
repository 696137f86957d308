/** A response as it is defined, and as it was measured: Hz and dB. */
export interface Curve {
  readonly definition: (hz: number) => number;
  readonly points: readonly (readonly [hz: number, db: number])[];
}

const SIZE = { width: 720, height: 320, left: 48, right: 16, top: 32, bottom: 40 } as const;
const ENDS = { lowest: 20, highest: 20_000 } as const;
const TICKS = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000];
/** Points of a definition's line. */
const STEPS = 120;
/** Legible on white and on black. */
const COLOURS = { line: '#3b82c4', point: '#d9822b', grid: '#8888', text: '#808080' } as const;

/** An SVG of responses over a logarithmic frequency axis: the definitions as lines, what was measured as points. */
export function plot(title: string, curves: readonly Curve[]): string {
  const all = curves.flatMap(({ points }) => points.map(([, db]) => db));
  const low = Math.max(-36, Math.floor((Math.min(...all) - 1) / 6) * 6);
  const high = Math.ceil((Math.max(...all) + 1) / 6) * 6;
  const { width, height, left, right, top, bottom } = SIZE;
  const x = (hz: number) =>
    left + ((width - left - right) * Math.log(hz / ENDS.lowest)) / Math.log(ENDS.highest / ENDS.lowest);
  const y = (db: number) => top + ((height - top - bottom) * (high - db)) / (high - low);
  const text = (at: number, down: number, words: string, anchor = 'middle') =>
    `<text x="${at.toFixed(1)}" y="${down.toFixed(1)}" text-anchor="${anchor}">${words}</text>`;
  const grid: string[] = [];
  for (const hz of TICKS) {
    grid.push(`<path d="M${x(hz).toFixed(1)} ${top}V${height - bottom}"/>`);
    grid.push(text(x(hz), height - bottom + 16, hz < 1000 ? `${hz}` : `${hz / 1000}k`));
  }
  const step = high - low > 18 ? 6 : 3;
  for (let db = low; db <= high; db += step) {
    grid.push(`<path d="M${left} ${y(db).toFixed(1)}H${width - right}"/>`);
    grid.push(text(left - 6, y(db) + 4, `${db}`.replace('-', '−'), 'end'));
  }
  const lines = curves.map(({ definition }) => {
    const steps = Array.from(
      { length: STEPS + 1 },
      (_, i) => ENDS.lowest * (ENDS.highest / ENDS.lowest) ** (i / STEPS),
    );
    const places = steps.filter((hz) => definition(hz) >= low);
    return `<path d="M${places.map((hz) => `${x(hz).toFixed(1)} ${y(definition(hz)).toFixed(1)}`).join('L')}"/>`;
  });
  const points = curves.flatMap((curve) =>
    curve.points
      .filter(([hz, db]) => hz >= ENDS.lowest && hz <= ENDS.highest && db >= low)
      .map(([hz, db]) => `<circle cx="${x(hz).toFixed(1)}" cy="${y(db).toFixed(1)}" r="2.5"/>`),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>The response of ${title}</title>`,
    `<g stroke="${COLOURS.grid}" fill="none">${grid.filter((part) => part.startsWith('<path')).join('')}</g>`,
    `<g fill="${COLOURS.text}">${grid.filter((part) => part.startsWith('<text')).join('')}`,
    `${text(width / 2, 20, `${title}: dB over Hz; line: definition, points: measured`)}</g>`,
    `<g stroke="${COLOURS.line}" stroke-width="1.5" fill="none">${lines.join('')}</g>`,
    `<g fill="${COLOURS.point}">${points.join('')}</g>`,
    '</svg>',
    '',
  ].join('\n');
}

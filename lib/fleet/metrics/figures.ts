import { LIMITS } from '../../settings/limits.ts';
import type { Points, ReadPoints } from '../cloudwatch.ts';
import type { Series } from './series.ts';
import { countingSpans, gaugeSpan, monthStart, type Span } from './spans.ts';

/** What is known of the whole function. */
export interface Figures {
  /** Series id → value; a series that nobody could tell of is not there. */
  readonly values: ReadonlyMap<string, number>;
  /** Whether CloudWatch told of every series. */
  readonly complete: boolean;
  /** When it told, in seconds since the epoch. */
  readonly readAt: number;
}

type Parts = readonly (Points | undefined)[];

const isTold = (parts: Parts): boolean => parts.every((part) => part?.complete);

/** What the spans tell together; `undefined` where one of them could not tell, or a gauge has nothing new. */
function figureOf({ kind, silence }: Series, parts: Parts): number | undefined {
  if (!isTold(parts)) return undefined;
  const values = parts.flatMap((part) => part?.values ?? []);
  if (kind === 'counter') return values.reduce((total, value) => total + value, 0);
  return values.at(-1) ?? (silence === 'zero' ? 0 : undefined);
}

/**
 * What reads the figures from CloudWatch, and remembers those of this month: a counter never falls before the month is
 * over, not even where CloudWatch knows less than it did.
 *
 * @param period - seconds; CloudWatch is asked for whole ones
 */
export function figuresReader(
  all: readonly Series[],
  read: ReadPoints,
  period: number,
): (now: number) => Promise<Figures> {
  const counters = all.filter(({ kind }) => kind === 'counter');
  const lasting = all.filter(({ kind, silence }) => kind === 'gauge' && silence === 'last');
  const fleeting = all.filter(({ kind, silence }) => kind === 'gauge' && silence === 'zero');
  let month = 0;
  let known = new Map<string, number>();
  let hours: { readonly end: number; readonly points: Map<string, Points> } | undefined;

  /** Hours that are over do not change: they are asked for once, and again only where something was missing. */
  async function readHours(span: Span, signal: AbortSignal): Promise<Map<string, Points>> {
    if (span.start === span.end) return new Map(counters.map(({ id }) => [id, { values: [], complete: true }]));
    if (hours?.end === span.end) return hours.points;
    const points = await read(counters, span, signal);
    if (counters.every(({ id }) => points.get(id)?.complete)) hours = { end: span.end, points };
    return points;
  }

  function remember(now: number, told: ReadonlyMap<string, Parts>): Map<string, number> {
    if (monthStart(now) !== month) {
      month = monthStart(now);
      known = new Map([...known].filter(([id]) => lasting.some((one) => one.id === id)));
    }
    for (const series of all) {
      const { id, kind } = series;
      const value = figureOf(series, told.get(id) ?? []);
      if (value === undefined) continue;
      known.set(id, kind === 'counter' ? Math.max(value, known.get(id) ?? 0) : value);
    }
    return new Map(known);
  }

  return async (now) => {
    const signal = AbortSignal.timeout(LIMITS.aws.figuresMs);
    const { settled, recent } = countingSpans(now, period);
    const [older, present, ...newer] = await Promise.all([
      readHours(settled, signal),
      read(fleeting, gaugeSpan(now, period), signal),
      ...recent.map((span) => read([...counters, ...lasting], span, signal)),
    ]);
    const told = new Map<string, Parts>([
      ...counters.map(({ id }) => [id, [older, ...newer].map((points) => points.get(id))] as const),
      ...lasting.map(({ id }) => [id, newer.map((points) => points.get(id))] as const),
      ...fleeting.map(({ id }) => [id, [present.get(id)]] as const),
    ]);
    return { values: remember(now, told), complete: [...told.values()].every(isTold), readAt: now };
  };
}

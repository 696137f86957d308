/** A stretch of time, and how finely CloudWatch is to tell of it. All are seconds since the epoch. */
export interface Span {
  /** Inclusive. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly period: number;
}

const HOUR = 3600;
const MINUTE = 60;

/** Figures are late where a log is: what is older than this is taken for final, and asked for by the hour. */
const SETTLED_AFTER = 15 * MINUTE;

/** Lambda's own gauges come a minute or two late; behind this many periods of silence nothing runs. */
const SILENT_PERIODS = 5;

const down = (time: number, step: number): number => Math.floor(time / step) * step;

/** 00:00 UTC on the first, when counters begin anew. */
export function monthStart(now: number): number {
  const date = new Date(now * 1000);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth()) / 1000;
}

/**
 * What adds up to a counter: whole hours that will not change any more, then minutes, then whatever is finer. Minutes of
 * more than two weeks ago are gone, hours are there for a year
 * (docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html).
 *
 * @param now - seconds since the epoch
 * @param period - seconds; what is younger than the last whole one is not told of yet
 */
export function countingSpans(
  now: number,
  period: number,
): { readonly settled: Span; readonly recent: readonly Span[] } {
  const start = monthStart(now);
  const closed = down(now, period);
  const settled = Math.max(start, down(closed - SETTLED_AFTER, HOUR));
  const minutes = period < MINUTE ? down(closed, MINUTE) : closed;
  const recent = [
    { start: settled, end: minutes, period: MINUTE },
    { start: minutes, end: closed, period },
  ];
  return { settled: { start, end: settled, period: HOUR }, recent: recent.filter((span) => span.start < span.end) };
}

/** Where the value of a gauge is looked for, the period that is not over yet included. */
export function gaugeSpan(now: number, period: number): Span {
  const closed = down(now, period);
  return { start: closed - SILENT_PERIODS * period, end: closed + period, period };
}

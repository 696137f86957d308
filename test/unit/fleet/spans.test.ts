import { describe, expect, test } from 'vitest';
import { countingSpans, gaugeSpan, monthStart } from '../../../lib/fleet/metrics/spans.ts';

const at = (text: string): number => Date.parse(text) / 1000;
const told = (text: string, period: number) => {
  const { settled, recent } = countingSpans(at(text), period);
  return [settled, ...recent].map(
    ({ start, end, period: step }) => `${new Date(start * 1000).toISOString().slice(5, 19)} ${end - start} ${step}`,
  );
};

describe('what adds up to a counter', () => {
  test('whole hours since the beginning of the month, then minutes, the last one left out', () => {
    expect(told('2026-11-23T15:40:30Z', 60)).toEqual([
      `11-01T00:00:00 ${22 * 86_400 + 15 * 3600} 3600`,
      `11-23T15:00:00 ${40 * 60} 60`,
    ]);
  });
  test('an hour counts by its minutes until what is late has come', () => {
    expect(told('2026-11-23T15:10:30Z', 60)[1]).toBe(`11-23T14:00:00 ${70 * 60} 60`);
    expect(told('2026-11-23T15:15:00Z', 60)[1]).toBe(`11-23T15:00:00 ${15 * 60} 60`);
  });
  test('seconds where they are asked for', () => {
    expect(told('2026-11-23T15:40:30.9Z', 1).slice(1)).toEqual([`11-23T15:00:00 ${40 * 60} 60`, '11-23T15:40:00 30 1']);
  });
  test('a longer period leaves out more', () => {
    expect(told('2026-11-23T15:44:30Z', 300)[1]).toBe(`11-23T15:00:00 ${40 * 60} 60`);
  });
  test('nothing of the month before', () => {
    expect(told('2026-12-01T00:05:10Z', 60)).toEqual(['12-01T00:00:00 0 3600', '12-01T00:00:00 300 60']);
    expect(told('2026-12-01T00:00:10Z', 60)).toEqual(['12-01T00:00:00 0 3600']);
  });
  test('the parts lie end to end, at every moment of a day', () => {
    for (const period of [1, 60, 300, 3600]) {
      for (let now = at('2026-11-30T00:00:00Z'); now < at('2026-12-01T03:00:00Z'); now += 97.3) {
        const { settled, recent } = countingSpans(now, period);
        const spans = [settled, ...recent];
        expect(spans[0]?.start).toBe(monthStart(now));
        for (const [index, { start }] of recent.entries()) expect(start).toBe(spans[index]?.end);
        expect(spans.at(-1)?.end).toBe(Math.max(monthStart(now), Math.floor(now / period) * period));
      }
    }
  });
});

test('a gauge is what the period tells that is not over yet, or one of those just before', () => {
  expect(gaugeSpan(at('2026-11-23T15:40:30Z'), 60)).toEqual({
    start: at('2026-11-23T15:35:00Z'),
    end: at('2026-11-23T15:41:00Z'),
    period: 60,
  });
});

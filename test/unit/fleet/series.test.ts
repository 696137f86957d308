import { describe, expect, test } from 'vitest';
import { seriesOf } from '../../../lib/fleet/metrics/series.ts';
import { METRICS } from '../../../lib/telemetry/metrics/declarations.ts';

const series = seriesOf({ functionName: 'sluice-prod-transcode', alias: 'provisioned' });
const named = (name: string) => series.filter((one) => one.name === name);

describe('the lines of /metrics', () => {
  test('have every declared metric, and no two are the same', () => {
    expect(new Set(series.map(({ metric }) => metric))).toEqual(new Set(Object.keys(METRICS)));
    const lines = series.map(({ name, labels }) => name + JSON.stringify(labels));
    expect(new Set(lines).size).toBe(series.length);
    expect(new Set(series.map(({ id }) => id)).size).toBe(series.length);
    for (const { id } of series) expect(id).toMatch(/^[a-z][a-zA-Z0-9_]*$/);
  });
  test('fit into one call of GetMetricData', () => expect(series.length).toBeLessThanOrEqual(500));
  test('are counters of every combination of their labels', () => {
    expect(named('transcode_requests_total')).toHaveLength(3 * 7);
    expect(named('transcode_requests_total')[0]).toMatchObject({
      stat: 'Sum',
      labels: { status: 'success', format: 'opus' },
      cloudWatch: {
        namespace: 'Sluice',
        dimensions: { service: 'sluice-prod-transcode', status: 'success', format: 'opus' },
      },
    });
  });
  test('are histograms with a bucket for each bound and one for all', () => {
    const bounds = named('transcode_latency_ms_bucket').map(({ labels }) => labels.le);
    expect(bounds).toEqual(['10', '25', '50', '100', '200', '500', '1000', '2500', '5000', '+Inf']);
    expect(named('transcode_latency_ms_count')).toMatchObject([
      { stat: 'SampleCount', cloudWatch: { name: 'transcode_latency_ms' } },
    ]);
  });
  test('are Lambda’s own where Lambda counts: of the function, or of the alias that is kept warm', () => {
    const dimensions = { FunctionName: 'sluice-prod-transcode' };
    expect(named('active_streams')).toMatchObject([
      { stat: 'Maximum', cloudWatch: { namespace: 'AWS/Lambda', name: 'ConcurrentExecutions', dimensions } },
    ]);
    expect(named('spillover_invocations_total')).toMatchObject([
      { cloudWatch: { dimensions: { ...dimensions, Resource: 'sluice-prod-transcode:provisioned' } } },
    ]);
  });
});

import { expect, test } from 'vitest';
import { readExposition } from '../../fixtures/exposition.ts';
import { call } from '../../offline/caller.ts';
import { door, eventually } from '../../offline/emulator.ts';
import { fleet } from './fleet.ts';

async function scrape(url: string): Promise<Map<string, number>> {
  const response = await fetch(`${url}/metrics`);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return readExposition(await response.text());
}

test('Without CloudWatch there is an error and no row of zeros; later there is what was known, with its age.', async () => {
  const { url, cloudWatch, lines } = await fleet({ provisioned: 1 });
  cloudWatch.line = 'refused';
  const refused = await fetch(`${url}/metrics`);
  expect([refused.status, await refused.json()]).toEqual([
    500,
    expect.objectContaining({
      code: 'INTERNAL_ERROR',
      recoverable: true,
      message: expect.stringContaining('CloudWatch'),
    }),
  ]);
  await eventually(() => expect(lines.join('\n')).toContain('CloudWatch did not tell the metrics'));

  cloudWatch.line = 'through';
  const entrance = await door();
  const running = await call(`${url}/?kind=parts&door=${entrance.url}`);
  for (const _ of [1, 2]) expect((await call(url)).status).toBe(429);
  await eventually(async () => expect((await scrape(url)).get('throttles_total')).toBe(2));
  entrance.open();
  await running.rest();

  for (const line of ['refused', 'garbled', 'silent', 'stalled'] as const) {
    cloudWatch.line = line;
    await eventually(async () => {
      const told = await scrape(url);
      expect(told.get('throttles_total')).toBe(2);
      expect(told.get('metrics_age_seconds')).toBeGreaterThan(1);
    });
  }
  cloudWatch.line = 'through';
  await eventually(async () => expect((await scrape(url)).get('metrics_age_seconds')).toBeLessThan(1));
});

test('The gauges move with the streams, and counters do not fall.', async () => {
  const { url } = await fleet({ provisioned: 4 });
  const seen: number[] = [];
  const gauges = async () => {
    const told = await scrape(url);
    seen.push(told.get('throttles_total') ?? Number.NaN);
    return [told.get('active_streams'), told.get('provisioned_concurrency_utilization_ratio')];
  };
  await eventually(async () => expect(await gauges()).toEqual([0, 0]));
  const entrance = await door();
  const running = await Promise.all([1, 2, 3, 4].map(() => call(`${url}/?kind=parts&door=${entrance.url}`)));
  expect((await call(url)).status).toBe(429);
  await eventually(async () => expect(await gauges()).toEqual([4, 1]));
  entrance.open();
  await Promise.all(running.map((answer) => answer.rest()));
  await eventually(async () => expect(await gauges()).toEqual([0, 0]));
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen.at(-1)).toBe(1);
});

test.for<[string, string, number, string]>([
  ['POST', '/metrics', 405, 'METHOD_NOT_ALLOWED'],
  ['GET', '/metrics/more', 404, 'NOT_FOUND'],
])('%s %s is %i', async ([method, path, status, code]) => {
  const { url } = await fleet({ provisioned: 0 });
  const response = await fetch(`${url}${path}`, { method });
  expect([response.status, await response.json()]).toEqual([status, expect.objectContaining({ code })]);
});

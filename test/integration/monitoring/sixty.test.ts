import { execFile } from 'node:child_process';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Client } from '../../../lib/client/client-interface.ts';
import { ClientError } from '../../../lib/client/errors.ts';
import { createClient } from '../../../lib/client/node/node.ts';
import type { OutputFormat } from '../../../lib/contract/formats.ts';
import { METRICS } from '../../../lib/telemetry/metrics/declarations.ts';
import { DEBIAN, requireDebian } from '../../fixtures/debian.ts';
import { readExposition, seriesKey } from '../../fixtures/exposition.ts';
import { media } from '../../fixtures/media.ts';
import { type Prometheus, startPrometheus } from '../../fixtures/prometheus.ts';
import { type FileServer, serveFiles } from '../../fixtures/servers.ts';
import { type Service, startService } from '../../fixtures/service.ts';

const TOKEN = 'a token of sixteen characters';
const AT_ONCE = 6;

/** What is asked for, sixty times in all, and how it has to end for the caller: what broke a stream off only the log knows. */
const LOAD: readonly (readonly [times: number, path: string, format: OutputFormat | 'opuss', ends: string])[] = [
  [12, '/good.mp3', 'opus', 'success'],
  [10, '/good.mp3', 'mp3', 'success'],
  [8, '/good.mp3', 'aac', 'success'],
  [7, '/good.mp3', 'flac', 'success'],
  [6, '/good.mp3', 'pcm', 'success'],
  [5, '/cut.mp3', 'wav', 'INTERNAL_ERROR after audio'],
  [4, '/absent.mp3', 'opus', 'DOWNLOAD_FAILED'],
  [3, '/text.mp3', 'mp3', 'UNSUPPORTED_FORMAT'],
  [3, '/good.mp3', 'opuss', 'UNSUPPORTED_FORMAT'],
  [2, 'http://169.254.169.254/latest', 'opus', 'INVALID_URL'],
];

/** What the client itself has seen of all of it. */
interface Seen {
  readonly ends: Record<string, number>;
  readonly bytes: Record<string, number>;
  firstAudios: number;
}

let origin: FileServer;
let service: Service;
let prometheus: Prometheus;
const seen: Seen = { ends: {}, bytes: {}, firstAudios: 0 };

const count = (table: Record<string, number>, key: string, by = 1): void => {
  table[key] = (table[key] ?? 0) + by;
};

async function one(client: Client<AsyncIterable<Uint8Array>>, path: string, format: string): Promise<void> {
  const source_url = path.startsWith('/') ? `${origin.url}${path}` : path;
  let bytes = 0;
  let heard = false;
  const end = await client.transcode({ source_url, output_format: format as OutputFormat }).then(async ({ audio }) => {
    heard = true;
    seen.firstAudios += 1;
    try {
      for await (const chunk of audio) bytes += chunk.length;
      return 'success';
    } catch (error) {
      return codeOf(error);
    }
  }, codeOf);
  count(seen.ends, `${format} ${end}${heard && end !== 'success' ? ' after audio' : ''}`);
  if (end === 'success') count(seen.bytes, format, bytes);
}

const codeOf = (error: unknown): string => (error instanceof ClientError ? error.code : String(error));

/** What the environments published, added up from their own lines: series → sum. */
function published(): Map<string, number> {
  const sums = new Map<string, number>();
  const add = (key: string, value: number): void => void sums.set(key, (sums.get(key) ?? 0) + value);
  for (const line of service.lines) {
    const json = /^transcode\[\d+\] (\{"_aws".*\})$/.exec(line)?.[1];
    if (!json) continue;
    const { _aws, ...values } = JSON.parse(json);
    const [{ Dimensions, Metrics }] = _aws.CloudWatchMetrics;
    const labels = Dimensions[0]
      .filter((name: string) => name !== 'service')
      .map((name: string) => [name, values[name]]);
    for (const { Name } of Metrics) {
      const isHistogram = METRICS[Name as keyof typeof METRICS]?.type === 'histogram';
      if (isHistogram) add(`${Name}_count`, 1);
      add(seriesKey(isHistogram ? `${Name}_sum` : Name, Object.fromEntries(labels)), values[Name]);
    }
  }
  return sums;
}

/** There is one environment for `/metrics`, and Prometheus may be in there: then it is asked again. */
const asked = async (path: string, headers: Record<string, string>): Promise<Response> => {
  const response = await fetch(`${service.url}${path}`, { headers });
  if (response.status !== 429) return response;
  await response.text();
  return asked(path, headers);
};

const scrape = async (): Promise<string> => {
  const response = await asked('/metrics', { authorization: `Bearer ${TOKEN}` });
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  return response.text();
};

/** Until the figures have come through: CloudWatch tells whole seconds. */
const eventually = <T>(look: () => Promise<T>): Promise<T> => vi.waitFor(look, { timeout: 30_000, interval: 250 });

/** Series of a counter or histogram: they have to agree to the unit. */
const isAdding = (series: string): boolean => /(_total|_bucket|_count)(\{|$)/.test(series);

beforeAll(async () => {
  await requireDebian('prometheus');
  const mp3 = await media('mp3');
  origin = await serveFiles({
    '/good.mp3': { file: mp3 },
    // Two seconds: its first audio has to be out before it breaks off.
    '/cut.mp3': { file: mp3, ranges: false, cutAfterBytes: 200_000, paceBytesPerSecond: 100_000 },
    '/text.mp3': { file: Buffer.from('no audio, but a text '.repeat(500)) },
  });
  const settings = { SOURCE_ALLOW: origin.hostPort, MONITOR_TOKEN: TOKEN, MAX_CONCURRENT_STREAMS: String(AT_ONCE + 2) };
  service = await startService(settings);
  prometheus = await startPrometheus(new URL(service.url).host, TOKEN);
  const client = createClient({ url: service.url, fallback: 'off', resume: false, retry: { attempts: 0 } });
  const waiting = LOAD.flatMap(([times, path, format]) => Array.from({ length: times }, () => [path, format] as const));
  // Every kind beside every other, and no two runs of one kind behind each other.
  const mixed = waiting.map((_, index) => waiting[(index * 7) % waiting.length] ?? (['', ''] as const));
  const lane = async (): Promise<void> => {
    for (let next = mixed.shift(); next; next = mixed.shift()) await one(client, next[0], next[1]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  await vi.waitFor(() => expect(published().get('transcode_duration_seconds_count')).toBe(60), { timeout: 30_000 });
});
afterAll(async () => {
  await prometheus?.stop();
  await service?.stop();
  await origin?.close();
});

test('The client saw sixty requests end as they had to.', () => {
  expect(seen.ends).toEqual(Object.fromEntries(LOAD.map(([times, , format, ends]) => [`${format} ${ends}`, times])));
});

test('What the environments published is what the client saw.', () => {
  const emf = published();
  expect(emf.get('transcode_latency_ms_count')).toBe(seen.firstAudios);
  const requests = [...emf].filter(([series]) => series.startsWith('transcode_requests_total'));
  expect(Object.fromEntries(requests)).toEqual({
    'transcode_requests_total{status="success",format="opus"}': 12,
    'transcode_requests_total{status="success",format="mp3"}': 10,
    'transcode_requests_total{status="success",format="aac"}': 8,
    'transcode_requests_total{status="success",format="flac"}': 7,
    'transcode_requests_total{status="success",format="pcm"}': 6,
    'transcode_requests_total{status="aborted",format="wav"}': 5,
    'transcode_requests_total{status="error",format="opus"}': 6,
    'transcode_requests_total{status="error",format="mp3"}': 3,
    'transcode_requests_total{status="error",format="none"}': 3,
  });
  expect(emf.get('transcode_errors_total{code="DOWNLOAD_FAILED"}')).toBe(9);
  expect(emf.get('transcode_errors_total{code="UNSUPPORTED_FORMAT"}')).toBe(6);
  expect(emf.get('transcode_errors_total{code="INVALID_URL"}')).toBe(2);
  for (const [format, bytes] of Object.entries(seen.bytes))
    expect([format, emf.get(`transcode_output_bytes_total{format="${format}"}`)]).toEqual([format, bytes]);
});

test('/metrics has the same numbers, to the unit, and zeros for what never was.', async () => {
  const emf = published();
  await eventually(async () => {
    const told = readExposition(await scrape());
    const adding = [...told].filter(([series]) => isAdding(series) && !series.includes('le="+Inf"'));
    const lambda = /^(throttles|spillover_invocations)_total$/;
    for (const [series, value] of adding.filter(([name]) => !lambda.test(name)))
      expect([series, value]).toEqual([series, emf.get(series) ?? 0]);
    const sums = ['transcode_latency_ms_sum', 'transcode_duration_seconds_sum'];
    for (const series of sums) expect(told.get(series)).toBeCloseTo(emf.get(series) ?? Number.NaN, 6);
    expect(told.get('transcode_latency_ms_bucket{le="+Inf"}')).toBe(seen.firstAudios);
    expect(told.get('memory_usage_bytes')).toBeGreaterThan(40e6);
    expect([told.get('throttles_total'), told.get('spillover_invocations_total')]).toEqual([0, 0]);
    expect([...emf.keys()].filter((series) => isAdding(series) && !told.has(series))).toEqual([]);
  });
});

test('promtool has nothing against it but the abbreviated unit in a name that callers rely on.', async () => {
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve, reject) => {
    const promtool = execFile(DEBIAN.promtool, ['check', 'metrics'], (_error, out, err) =>
      resolve({ stdout: out, stderr: err }),
    );
    promtool.once('error', reject);
    scrape().then((text) => promtool.stdin?.end(text), reject);
  });
  const complaints = (stdout + stderr).split('\n').filter(Boolean);
  expect(complaints).toEqual(['transcode_latency_ms metric names should not contain abbreviated units']);
});

test('A real Prometheus has the same numbers, too.', async () => {
  await eventually(async () => {
    const told = readExposition(await scrape());
    const kept = new Map<string, number>();
    const names = [...new Set([...told.keys()].map((series) => series.replace(/\{.*/, '')))];
    for (const { metric, value } of await prometheus.query(`{__name__=~"${names.join('|')}"}`)) {
      const { __name__: name = '', instance: _, job: __, ...labels } = metric;
      kept.set(sorted(seriesKey(name, labels)), value);
    }
    for (const [series, value] of told)
      if (isAdding(series)) expect([series, kept.get(sorted(series))]).toEqual([series, value]);
    expect(kept.size).toBe(told.size);
  });
  expect(await prometheus.query('sum(transcode_requests_total)')).toMatchObject([{ value: 60 }]);
});

/** A series with its labels in the order of their names, which is of no meaning. */
const sorted = (series: string): string =>
  series.replace(/\{(.*)\}/, (_, labels: string) => `{${labels.split(',').toSorted().join(',')}}`);

test('It evaluates quantiles of the histograms, and every shipped rule.', async () => {
  const [p99] = await prometheus.query('histogram_quantile(0.99, sum by (le) (transcode_latency_ms_bucket))');
  expect(p99?.value).toBeGreaterThan(0);
  expect(p99?.value).toBeLessThan(5000);
  await eventually(async () => {
    const rules = await prometheus.rules();
    expect(rules.length).toBeGreaterThan(5);
    for (const { name, health, lastError } of rules) expect([name, health, lastError]).toEqual([name, 'ok', undefined]);
  });
  await eventually(async () => expect(await prometheus.query('up{job="sluice"}')).toMatchObject([{ value: 1 }]));
});

test('Nobody without the token is told anything.', async () => {
  for (const headers of [{}, { authorization: 'Bearer something else than that' }] as Record<string, string>[]) {
    for (const path of ['/metrics', '/health', '/health/ready', '/api/v1/metrics']) {
      const response = await asked(path, headers);
      expect([path, response.status, ((await response.json()) as { code: string }).code]).toEqual([
        path,
        403,
        'UNAUTHORIZED',
      ]);
    }
  }
  expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
});

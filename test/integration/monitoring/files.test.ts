import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { seriesOf } from '../../../lib/fleet/metrics/series.ts';
import { METRICS } from '../../../lib/telemetry/metrics/declarations.ts';
import { monitoringFiles } from '../../../lib/telemetry/views/files.ts';
import { FUNCTION_NAME } from '../../../lib/telemetry/views/names.ts';
import { RULES } from '../../../lib/telemetry/views/prometheus.ts';
import { DEBIAN, requireDebian } from '../../fixtures/debian.ts';

const DIRECTORY = fileURLToPath(new URL('../../../docs/monitoring/', import.meta.url));
const run = promisify(execFile);
let here: string;

beforeAll(async () => {
  await requireDebian('prometheus');
  here = await mkdtemp(join(tmpdir(), 'sluice-monitoring-'));
  for (const [name, text] of Object.entries(monitoringFiles())) await writeFile(join(here, name), text);
  await writeFile(join(here, 'monitor-token'), 'a token of sixteen characters');
});
afterAll(() => rm(here, { recursive: true, force: true }));

test.for(Object.keys(monitoringFiles()))(
  'docs/monitoring/%s is what the declarations make; if not: npm run monitoring',
  async (name) => expect(await readFile(join(DIRECTORY, name), 'utf8')).toBe(monitoringFiles()[name]),
);

test.for(['prometheus.yml', 'prometheus.offline.yml'])(
  'Prometheus accepts %s, and the rules with it.',
  async (name) => {
    const { stdout } = await run(DEBIAN.promtool, ['check', 'config', join(here, name)]);
    expect(stdout).toContain(`SUCCESS: ${RULES.length} rules found`);
  },
);

describe('an alert', () => {
  interface Fires {
    readonly series: Readonly<Record<string, string>>;
    readonly at: string;
    readonly quiet: Readonly<Record<string, string>>;
  }
  const requests = (status: string) => `transcode_requests_total{format="opus",status="${status}"}`;
  const latency = (le: string) => `transcode_latency_ms_bucket{le="${le}"}`;
  /** What makes each of them fire, and what just does not. */
  const FIRES: Readonly<Record<string, Fires>> = {
    SluiceMetricsMissing: { series: { 'up{job="sluice"}': '0x20' }, at: '10m', quiet: { 'up{job="sluice"}': '1x20' } },
    SluiceMetricsOld: {
      series: { metrics_age_seconds: '301x20' },
      at: '10m',
      quiet: { metrics_age_seconds: '60x20', metrics_partial: '0x20' },
    },
    SluiceStreamsCut: {
      series: { [requests('success')]: '0+90x40', [requests('aborted')]: '0+10x40' },
      at: '30m',
      quiet: { [requests('success')]: '0+99x40', [requests('aborted')]: '0+1x40' },
    },
    SluiceFailsInside: {
      series: { [requests('error')]: '0+10x40', 'transcode_errors_total{code="INTERNAL_ERROR"}': '0+1x40' },
      at: '30m',
      quiet: { [requests('error')]: '0+10x40', 'transcode_errors_total{code="INVALID_URL"}': '0+10x40' },
    },
    SluiceThrottles: { series: { throttles_total: '0 0 0 2x20' }, at: '5m', quiet: { throttles_total: '2x20' } },
    SluiceSpillsOver: {
      series: { spillover_invocations_total: '0 0 0 1x20' },
      at: '5m',
      quiet: { spillover_invocations_total: '0x20' },
    },
    SluiceFirstAudioLate: {
      series: { [latency('100')]: '0+90x60', [latency('500')]: '0+100x60', [latency('+Inf')]: '0+100x60' },
      at: '40m',
      quiet: { [latency('100')]: '0+100x60', [latency('500')]: '0+100x60', [latency('+Inf')]: '0+100x60' },
    },
    SluiceProvisionedNearlyAllInUse: {
      series: { provisioned_concurrency_utilization_ratio: '0.9x20' },
      at: '10m',
      quiet: { provisioned_concurrency_utilization_ratio: '0.8x20' },
    },
    SluiceProvisionedIdle: {
      series: { provisioned_concurrency_utilization_ratio: '0.02x3000' },
      at: '1d1h',
      quiet: {
        'provisioned_concurrency_utilization_ratio{instance="busy once"}': '0.02x1000 0.5 0.02x2000',
        'provisioned_concurrency_utilization_ratio{instance="keeps nothing warm"}': '0x3000',
      },
    },
  };

  test('is tried, each of them', () => expect(Object.keys(FIRES)).toEqual(RULES.map(({ alert }) => alert)));

  test.for(RULES.map(({ alert }) => alert))('%s fires when it should, and not before', async (alert) => {
    const { series, quiet, at } = FIRES[alert] as Fires;
    const tried = (input: Fires['series'], isExpected: boolean) => ({
      interval: '1m',
      input_series: Object.entries(input).map(([name, values]) => ({ series: name, values })),
      promql_expr_test: [
        {
          expr: `count(ALERTS{alertname="${alert}",alertstate="firing"}) or vector(0)`,
          eval_time: at,
          exp_samples: [{ value: isExpected ? 1 : 0 }],
        },
      ],
    });
    const file = join(here, `${alert}.test.yml`);
    await writeFile(file, stringify({ rule_files: ['alerts.yml'], tests: [tried(series, true), tried(quiet, false)] }));
    await run(DEBIAN.promtool, ['test', 'rules', file]);
  });
});

describe('the Grafana dashboard', () => {
  const dashboard = JSON.parse(monitoringFiles()['grafana.json'] ?? '') as {
    panels: { title: string; targets: { expr: string }[] }[];
  };
  const expressions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

  test('asks for what Prometheus understands', async () => {
    // promtool knows expressions in rules only.
    const rules = expressions.map((expr, index) => ({
      record: `dashboard:${index}`,
      expr: expr.replaceAll('$__rate_interval', '5m'),
    }));
    const file = join(here, 'dashboard.yml');
    await writeFile(file, stringify({ groups: [{ name: 'dashboard', rules }] }));
    const { stdout } = await run(DEBIAN.promtool, ['check', 'rules', file]);
    expect(stdout).toContain(`SUCCESS: ${expressions.length} rules found`);
  });

  test('shows every metric', () => {
    const shown = Object.keys(METRICS).filter((name) => expressions.some((expr) => expr.includes(name)));
    // Sources are paid for by whoever has them.
    expect(shown).toEqual(Object.keys(METRICS).filter((name) => name !== 'transcode_source_bytes_total'));
  });
});

describe('CloudWatch’s resources', () => {
  const text = monitoringFiles()['cloudwatch.yml'] ?? '';
  const { Resources } = parse(text) as {
    Resources: { Dashboard: { Properties: { DashboardBody: { 'Fn::Sub': string } } } } & Record<string, unknown>;
  };
  const keyOf = (namespace: unknown, name: unknown, dimensions: readonly (readonly [unknown, unknown])[]) =>
    JSON.stringify([namespace, name, dimensions.toSorted()]);

  /** Every metric that an alarm has anywhere in it. */
  function alarmed(value: unknown): string[] {
    if (typeof value !== 'object' || value === null) return [];
    const { Namespace, MetricName, Dimensions } = value as Record<string, unknown>;
    if (!MetricName) return Object.values(value).flatMap(alarmed);
    const dimensions = Dimensions as { Name: string; Value: string }[];
    return [
      keyOf(
        Namespace,
        MetricName,
        dimensions.map(({ Name, Value }) => [Name, Value]),
      ),
    ];
  }

  function graphed(): string[] {
    const { DashboardBody } = Resources.Dashboard.Properties;
    const { widgets } = JSON.parse(DashboardBody['Fn::Sub'].replace(/\$\{param:\w+\}(?=,|\s*\})/g, '0')) as {
      widgets: { properties: { metrics?: (string | { expression?: string })[][] } }[];
    };
    const rows = widgets
      .flatMap(({ properties: { metrics = [] } }) => metrics)
      .filter(([first]) => typeof first === 'string');
    return rows.map(([namespace, name, ...rest]) => {
      const words = rest.filter((word) => typeof word === 'string');
      const pairs = words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1]] as const] : []));
      return keyOf(namespace, name, pairs);
    });
  }

  test('are YAML that means the same to osls, which reads version 1.1', () =>
    expect(parse(text, { version: '1.1' })).toEqual(parse(text)));

  test('ask for metrics by the names and dimensions that /metrics asks for, and for three of Lambda’s beside', () => {
    const known = new Set(
      seriesOf({ functionName: FUNCTION_NAME, alias: 'provisioned' }).map(({ cloudWatch }) =>
        keyOf(cloudWatch.namespace, cloudWatch.name, Object.entries(cloudWatch.dimensions)),
      ),
    );
    for (const name of ['Errors', 'Invocations', 'ProvisionedConcurrentExecutions'])
      known.add(keyOf('AWS/Lambda', name, [['FunctionName', FUNCTION_NAME]]));
    const asked = [...alarmed(Resources), ...graphed()];
    expect(asked.length).toBeGreaterThan(60);
    expect(asked.filter((one) => !known.has(one))).toEqual([]);
  });
});

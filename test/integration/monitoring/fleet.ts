import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { ServiceHealth } from '../../../lib/contract/health.ts';
import { type OfflineService, startOffline } from '../../../lib/offline/service.ts';
import { type Switchboard, switchboard } from '../../fixtures/switchboard.ts';
import { definition } from '../../offline/emulator.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const LAYER = join(ROOT, 'layers/ffmpeg/out/x86_64/bin');

/** The real health and metrics functions beside a function whose environments can be told to fail. */
export interface Fleet {
  readonly service: OfflineService;
  readonly url: string;
  /** Between them and CloudWatch. */
  readonly cloudWatch: Switchboard;
  readonly lambda: Switchboard;
  readonly lines: readonly string[];
  /** From now on no environment of the transcode function comes up. */
  exhaust(): void;
  health(): Promise<{ readonly status: number; readonly body: ServiceHealth }>;
}

export interface FleetOptions {
  /** Environments of the transcode function. */
  readonly provisioned?: number;
  /** Variables of the health function. */
  readonly healthVariables?: Readonly<Record<string, string>>;
}

/** Starts it; it is gone at the end of the test. */
export async function fleet({ provisioned = 4, healthVariables = {} }: FleetOptions = {}): Promise<Fleet> {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-fleet-'));
  const flag = join(directory, 'exhausted');
  const lines: string[] = [];
  let service: OfflineService | undefined;
  const cloudWatch = await switchboard(() => service?.cloudwatchUrl ?? '');
  const lambda = await switchboard(() => service?.lambdaUrl ?? '');
  const environment = {
    TRANSCODE_FUNCTION: 'service-test-f',
    METRICS_PERIOD_SECONDS: '1',
    AWS_ENDPOINT_URL_CLOUDWATCH: cloudWatch.url,
    AWS_ENDPOINT_URL_LAMBDA: lambda.url,
  };
  const asking = { provisioned: 0, limit: 1, url: { invokeMode: 'BUFFERED' } as const, binDirectories: [LAYER] };
  const bundle = (key: string) => `dist/functions/${key}/index.handler`;
  service = await startOffline({
    serviceDirectory: ROOT,
    functions: [
      definition({
        handler: 'test/offline/fixtures/fragile.streaming',
        environment: { FLAG: flag },
        ...{ provisioned, limit: provisioned, reserved: provisioned },
      }),
      definition({
        key: 'health',
        name: 'service-test-health',
        handler: bundle('health'),
        ...asking,
        environment: { ...environment, ...healthVariables },
      }),
      definition({
        key: 'metrics',
        name: 'service-test-metrics',
        handler: bundle('metrics'),
        ...asking,
        environment,
      }),
    ],
    port: 0,
    routes: { '/': 'f', '/health': 'health', '/metrics': 'metrics' },
    output: { line: ({ text }) => lines.push(text), progress: () => {} },
  });
  const started = service;
  onTestFinished(async () => {
    await cloudWatch.close();
    await lambda.close();
    await started.close();
    rmSync(directory, { recursive: true });
  });
  return {
    ...{ service: started, url: started.url, cloudWatch, lambda, lines },
    exhaust: () => writeFileSync(flag, ''),
    async health() {
      const response = await fetch(`${started.url}/health`);
      return { status: response.status, body: (await response.json()) as ServiceHealth };
    },
  };
}

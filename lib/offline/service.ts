import type { RequestListener } from 'node:http';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { lambdaApi } from './api/lambda-api.ts';
import { recordEmf } from './cloudwatch/emf.ts';
import { cloudWatchEndpoint } from './cloudwatch/endpoint.ts';
import { type LambdaMetrics, lambdaMetrics } from './cloudwatch/lambda-metrics.ts';
import { startSampler } from './cloudwatch/sampler.ts';
import { createMetricStore, type MetricStore } from './cloudwatch/store.ts';
import { DEFAULT_SETTINGS } from './config/defaults.ts';
import { createConfinement } from './confinement/confinement.ts';
import { startEnvironment } from './environment/environment.ts';
import { createPool, type EnvironmentStarter, type Pool } from './environment/pool.ts';
import { EnvironmentLost, OfflineError } from './errors.ts';
import { functionUrl } from './front/function-url.ts';
import { createGate } from './front/gate.ts';
import { type Listener, listen } from './front/listen.ts';
import { pathRouter, routeFinder } from './front/router.ts';
import { processOutput } from './process/output.ts';
import { startWatchdog } from './process/watchdog.ts';
import type { OfflineOptions, OfflineSettings, Output, PoolFigures } from './types.ts';

const LAST_WORDS_MILLISECONDS = 1000;

/** A running emulator. */
export interface OfflineService {
  /** Of the path router. */
  readonly url: string;
  /** Function key → the host of its Function URL. */
  readonly functionUrls: Readonly<Record<string, string>>;
  /** Of the Lambda API: an SDK's `endpoint`. */
  readonly lambdaUrl: string;
  /** Of CloudWatch, likewise. */
  readonly cloudwatchUrl: string;
  /** Ends at once: whatever runs is killed. Settles when no child is left. */
  close(): Promise<void>;
  /** Refuses new requests, lets running ones finish for up to `drainSeconds`, then closes. */
  drain(): Promise<void>;
  figures(): Readonly<Record<string, PoolFigures>>;
}

/** The same output, with every metric in it recorded on its way. */
const measured = (output: Output, store: MetricStore): Output => ({
  ...output,
  line(line) {
    output.line(line);
    if (line.stream === 'stdout') recordEmf(line.text, store);
  },
});

/**
 * Starts Lambda functions behind Function URLs on this machine, each environment a process with AWS's own runtime.
 * Settles when all provisioned environments are initialised.
 * @throws OfflineError when a port is taken, or an environment does not initialise; nothing is left running then.
 * @example
 * const service = await startOffline({ serviceDirectory, functions, port: 0, routes: { '/': 'transcode' } });
 * await fetch(`${service.url}/transcode`);
 * await service.drain();
 */
export async function startOffline(options: OfflineOptions): Promise<OfflineService> {
  const settings: OfflineSettings = { ...DEFAULT_SETTINGS, ...options };
  const store = createMetricStore();
  const output = measured(options.output ?? processOutput, store);
  const gate = createGate();
  const confinement = createConfinement(options.serviceDirectory, settings.processors, settings.image);
  const watchdog = startWatchdog();
  const listeners: Listener[] = [];
  const pools = new Map<string, Pool>();
  const observed = new Map<Pool, LambdaMetrics>();
  const functionUrls: Record<string, string> = {};
  // Known as soon as the ports are, which is before the first environment starts.
  const endpoints: Record<string, string> = {};
  let closing: Promise<void> | undefined;

  for (const definition of options.functions) {
    const metrics = lambdaMetrics(definition, store);
    const { serviceDirectory } = options;
    const start: EnvironmentStarter = (index, initializationType, events) =>
      startEnvironment({
        ...{
          definition,
          settings,
          serviceDirectory,
          index,
          endpoints,
          initializationType,
          watchdog,
          confinement,
          output,
        },
        ...events,
      });
    const pool = createPool(definition, start, metrics);
    pools.set(definition.key, pool);
    observed.set(pool, metrics);
  }
  const sampler = startSampler(observed);

  const closeListeners = () => Promise.all(listeners.map((listener) => listener.close()));

  function close(): Promise<void> {
    closing ??= (async () => {
      sampler.stop();
      await Promise.all([...pools.values()].map((pool) => pool.close()));
      await closeListeners();
      await watchdog.close();
      await confinement.close();
    })();
    return closing;
  }

  const abort = (): void => void close();
  options.signal?.addEventListener('abort', abort);
  if (options.signal?.aborted) abort();

  async function drain(): Promise<void> {
    await Promise.race([gate.drain(), sleep(settings.drainSeconds * 1000, undefined, { ref: false })]);
    // A handler may have a last word, such as its metrics, behind an answer that is complete.
    const isBusy = (): boolean => [...pools.values()].some((pool) => pool.figures().busy > 0);
    for (let left = LAST_WORDS_MILLISECONDS; left > 0 && isBusy(); left -= 20) await sleep(20);
    await close();
  }

  /** Ports first: a port that is taken is known before fifty processes have started. */
  async function listenAll(): Promise<{ url: string; lambdaUrl: string; cloudwatchUrl: string }> {
    const hosts = new Map<string, RequestListener>();
    for (const [key, pool] of pools) {
      const rules = pool.definition.url ?? { invokeMode: 'BUFFERED' };
      const onProblem = (text: string): void => output.progress(`${key}: ${text}`);
      hosts.set(key, functionUrl({ pool, rules, settings, gate, onProblem }));
    }
    const router = await listen(
      settings.host,
      settings.port,
      'custom.lambdaOffline.port',
      pathRouter(routeFinder(settings), hosts),
    );
    listeners.push(router);
    let next = settings.port === 0 ? 0 : router.port + 1;
    for (const [key, onRequest] of hosts) {
      if (pools.get(key)?.definition.url === undefined) continue;
      const port = settings.functionUrlPorts[key] ?? next;
      if (next > 0) next += 1;
      const host = await listen(settings.host, port, `custom.lambdaOffline.functionUrlPorts.${key}`, onRequest);
      listeners.push(host);
      functionUrls[key] = host.url;
    }
    const onRequest = lambdaApi({ pools: [...pools.values()], settings, gate, onProblem: output.progress });
    const api = await listen(settings.host, settings.lambdaPort ?? next, 'custom.lambdaOffline.lambdaPort', onRequest);
    listeners.push(api);
    if (next > 0) next += 1;
    const onQuery = cloudWatchEndpoint(store, settings);
    const port = settings.cloudwatchPort ?? next;
    const cloudwatch = await listen(settings.host, port, 'custom.lambdaOffline.cloudwatchPort', onQuery);
    listeners.push(cloudwatch);
    // https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
    Object.assign(endpoints, { AWS_ENDPOINT_URL_LAMBDA: api.url, AWS_ENDPOINT_URL_CLOUDWATCH: cloudwatch.url });
    return { url: router.url, lambdaUrl: api.url, cloudwatchUrl: cloudwatch.url };
  }

  async function startPools(): Promise<void> {
    for (const [key, pool] of pools) {
      const { provisioned } = pool.definition;
      if (provisioned === 0) continue;
      const began = performance.now();
      await pool.start(4 * availableParallelism());
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      output.progress(`${key}: ${provisioned} environments ready in ${seconds} s`);
    }
  }

  try {
    output.progress(`environments: ${confinement.description}`);
    const urls = await listenAll();
    await startPools();
    if (closing) throw new OfflineError('Stopped while it was starting.');
    return {
      ...urls,
      functionUrls,
      close,
      drain,
      figures: () => Object.fromEntries([...pools].map(([key, pool]) => [key, pool.figures()])),
    };
  } catch (error) {
    await close();
    // Those that were opened meanwhile.
    await closeListeners();
    if (!(error instanceof EnvironmentLost)) throw error;
    const log = Array.isArray(error.cause) ? error.cause.join('\n') : '';
    throw new OfflineError(`An environment did not initialise: ${error.message}\n${log}`, { cause: error });
  } finally {
    options.signal?.removeEventListener('abort', abort);
  }
}

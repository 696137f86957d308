import { offlineOptions } from './config/offline-options.ts';
import type { ServiceFile } from './config/service-file.ts';
import { OfflineError } from './errors.ts';
import { processOutput } from './process/output.ts';
import { listenForStop } from './process/stop.ts';
import { type OfflineService, startOffline } from './service.ts';

/** The part of osls that is used. */
interface Serverless {
  readonly serviceDir: string;
  readonly service: ServiceFile & { getAllFunctions(): string[] };
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
  readonly pluginManager: { readonly plugins: readonly object[] };
}

/** serverless-offline's own plugin, whose `end` exits the process. */
interface OfflinePlugin {
  end(skipExit?: boolean): Promise<void>;
}

/**
 * Adds to `serverless offline` what it lacks: Function URLs, response streaming, provisioned concurrency. List it in
 * `plugins` beside serverless-offline, which goes on serving every other kind of event.
 */
export default class LambdaOffline {
  readonly hooks: Readonly<Record<string, () => Promise<void>>>;
  readonly #serverless: Serverless;
  readonly #abort = new AbortController();
  #starting: Promise<void> | undefined;
  #draining: Promise<void> | undefined;
  #service: Promise<OfflineService> | undefined;

  constructor(serverless: Serverless) {
    this.#serverless = serverless;
    const start = (): Promise<void> => (this.#starting ??= this.#start());
    this.hooks = {
      // `serverless offline` runs the first of these, `serverless offline start` the second.
      'before:offline:start': start,
      'before:offline:start:init': start,
      'before:offline:start:end': () => this.#stop('drain'),
    };
  }

  async #start(): Promise<void> {
    const release = listenForStop({
      onDrain: () => void this.#stop('drain').then(() => process.exit(0)),
      onClose: () => void this.#stop('close').then(() => process.exit(0)),
    });
    try {
      const { service, serviceDir } = this.#serverless;
      const options = offlineOptions(service, serviceDir, processOutput.progress);
      this.#shareWithServerlessOffline(options.functions.map(({ key }) => key));
      this.#service = startOffline({ ...options, signal: this.#abort.signal });
      const { url, functionUrls, lambdaUrl, cloudwatchUrl } = await this.#service;
      for (const [key, host] of Object.entries(functionUrls)) processOutput.progress(`${key}: ${host}`);
      processOutput.progress(`lambda: ${lambdaUrl}`);
      processOutput.progress(`cloudwatch: ${cloudwatchUrl}`);
      process.stdout.write(`ready ${url}\n`);
    } catch (error) {
      // Stopped while starting: whoever asked for it ends the process, and nothing is to go on until then.
      if (this.#abort.signal.aborted) return await new Promise(() => {});
      release();
      if (!(error instanceof OfflineError)) throw error;
      throw new this.#serverless.classes.Error(error.message, 'LAMBDA_OFFLINE');
    }
  }

  /** Whatever the start has come to, it ends; settles when nothing is left of it. */
  async #stop(how: 'drain' | 'close'): Promise<void> {
    this.#abort.abort();
    const service = await this.#service?.catch(() => undefined);
    if (how === 'close') await service?.close();
    this.#draining ??= service?.drain();
    await this.#draining;
  }

  /**
   * serverless-offline would open its Lambda port for any function that it sees, and it exits as soon as a signal
   * comes: so it does not see those that have a URL and no event of its own, and its exit waits until ours is done.
   */
  #shareWithServerlessOffline(keys: readonly string[]): void {
    const { service, pluginManager } = this.#serverless;
    const all = service.getAllFunctions.bind(service);
    const ours = new Set(keys.filter((key) => !service.functions?.[key]?.events?.length));
    service.getAllFunctions = () => all().filter((key) => !ours.has(key));

    const isOffline = (plugin: object): plugin is OfflinePlugin => plugin.constructor.name === 'ServerlessOffline';
    const offline = pluginManager.plugins.find(isOffline);
    if (offline === undefined)
      throw new OfflineError('serverless-offline is missing from `plugins` in serverless.yml.');
    const end = offline.end.bind(offline);
    offline.end = async (skipExit) => {
      await this.#stop('drain');
      await end(skipExit);
    };
  }
}

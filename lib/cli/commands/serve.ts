import type { Command } from 'commander';
import { readSettings } from '../../settings/settings.ts';
import { cloneFolder } from '../clone-folder.ts';
import { findOnPath } from '../find-on-path.ts';
import { startOfflineProcess } from '../offline-process.ts';
import { say, UsageError } from '../report.ts';

/** `serve`: the service on this machine. */
export function addServe(program: Command, signal: AbortSignal): void {
  program
    .command('serve')
    .summary('run the service on this machine')
    .description(
      'Runs the service on this machine, as Lambda would, until Ctrl-C. Its settings are environment variables: docs/settings.md.',
    )
    .option('--port <port>', 'default: PORT, else 8090')
    .option('--streams <count>', 'at once; default: MAX_CONCURRENT_STREAMS, else 50')
    .action(async ({ port, streams }: { port?: string; streams?: string }) => {
      const environment = {
        ...process.env,
        ...(port === undefined ? {} : { PORT: port }),
        ...(streams === undefined ? {} : { MAX_CONCURRENT_STREAMS: streams }),
      };
      readSettings(environment);
      if (cloneFolder() === undefined || !(await findOnPath('serverless')))
        throw new UsageError(
          'The service itself is in Sluice’s repository, not in its package: clone it, and `npm start` there.',
        );
      const service = await startOfflineProcess(environment);
      signal.addEventListener('abort', () => service.stop('SIGTERM'), { once: true });
      if (signal.aborted) service.stop('SIGTERM');
      say(`ready ${service.url}`);
      process.exitCode = await service.exit;
    });
}

import type { Command } from 'commander';
import { EXIT } from '../exit-codes.ts';
import { say } from '../report.ts';
import { requireClient, type ServiceOptions, withService, withTokenRemedy } from '../service-options.ts';

interface HealthOptions extends ServiceOptions {
  readonly json?: boolean;
  readonly wait?: boolean;
}

/** `health` and `metrics`: what the service says of itself. */
export function addService(program: Command, signal: AbortSignal): void {
  withService(
    program
      .command('health')
      .summary('ask the service how it is')
      .description('Asks the service how it is. Exit code 3: unhealthy.'),
  )
    .option('--wait', 'until it is ready, a minute at most')
    .option('--json', 'as the service tells it')
    .action(async (options: HealthOptions) => {
      const client = requireClient(options);
      const refused = withTokenRemedy(options);
      if (options.wait) await client.waitUntilReady({ signal }).catch(refused);
      const health = await client.health({ signal }).catch(refused);
      const { status, version, ffmpeg_version, active_streams, max_streams } = health;
      if (options.json) say(JSON.stringify(health));
      else
        say(
          `${status}: Sluice ${version}, ffmpeg ${ffmpeg_version ?? 'missing'}, ${active_streams ?? '?'} of ${max_streams} streams`,
        );
      if (status === 'unhealthy') process.exitCode = EXIT.unwell;
    });

  withService(
    program
      .command('metrics')
      .summary('print the service’s metrics')
      .description('Prints the service’s metrics as Prometheus reads them.'),
  ).action(async (options: ServiceOptions) => {
    const text = await requireClient(options).metrics({ signal }).catch(withTokenRemedy(options));
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  });
}

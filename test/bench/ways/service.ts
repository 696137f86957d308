import type { Seen } from '../../fixtures/processes.ts';
import { startService } from '../../fixtures/service.ts';
import { answerOf } from './answer-of.ts';
import { familyUsage } from './usage.ts';
import type { Usage, Way } from './way.ts';

export interface ServiceWay extends Way {
  /** Without the emulation: what runs on Lambda. */
  readonly environments: () => Usage;
}

/** Environments and encoders, by what they are called with: the rest is the emulation. */
const isEnvironment = ({ command }: Seen): boolean => /aws-lambda-ric|\/ffmpeg /.test(command);

/** The functions offline, as `serverless offline` runs them, with so many environments ready. */
export async function service(streams: number, hostPort: string): Promise<ServiceWay> {
  const settings = { SOURCE_ALLOW: hostPort, MAX_CONCURRENT_STREAMS: String(streams) };
  const { url, process: root, stop } = await startService(settings);
  const pid = root.pid ?? 0;
  return {
    name: 'Sluice',
    open: (source) =>
      answerOf(`${url}/transcode?source_url=${encodeURIComponent(source.url)}&output_format=opus&bitrate=64k`),
    usage: () => familyUsage(pid),
    environments: () => familyUsage(pid, isEnvironment),
    close: async () => void (await stop()),
  };
}

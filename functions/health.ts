import { type Findings, serviceHealth } from '../lib/fleet/health.ts';
import { healthHandler } from '../lib/http/health.ts';
import { encoderVersion } from '../lib/session/encoder-version.ts';
import { readSettings } from '../lib/settings/settings.ts';
import { VERSION } from '../lib/settings/version.ts';

const settings = readSettings(process.env);

async function findings(): Promise<Findings> {
  return {
    version: VERSION,
    uptimeSeconds: process.uptime(),
    ffmpegVersion: await encoderVersion(settings.FFMPEG_PATH),
    maxStreams: settings.MAX_CONCURRENT_STREAMS,
    // One environment sees only itself; the figures of the function come with lib/fleet's view of CloudWatch.
    activeStreams: undefined,
    provisioned: undefined,
  };
}

/** `GET /health`, `/health/live`, `/health/ready` and `/openapi.json`. */
export const handler = healthHandler(settings, async () => serviceHealth(await findings()));

import { cloudWatch } from '../lib/fleet/cloudwatch.ts';
import { functionConcurrency } from '../lib/fleet/lambda.ts';
import { fleetStatus } from '../lib/fleet/status/fleet-status.ts';
import { serviceHealth } from '../lib/fleet/status/health.ts';
import { healthHandler } from '../lib/http/health.ts';
import { encoderVersion } from '../lib/session/encoder-build.ts';
import { deploymentOf } from '../lib/settings/deployment.ts';
import { readSettings } from '../lib/settings/settings.ts';
import { VERSION } from '../lib/settings/version.ts';
import { createLogger, logFailure } from '../lib/telemetry/log.ts';

const settings = readSettings(process.env);
const logger = createLogger(settings, VERSION);
const deployment = deploymentOf(settings);
const fleet = fleetStatus({
  deployment,
  periodSeconds: settings.METRICS_PERIOD_SECONDS,
  concurrency: functionConcurrency(deployment),
  read: cloudWatch(),
  onFailure: logFailure(logger, 'AWS did not tell how the function is'),
});

async function health() {
  const [ffmpegVersion, found] = await Promise.all([encoderVersion(settings.FFMPEG_PATH), fleet()]);
  const { MAX_CONCURRENT_STREAMS: maxStreams } = settings;
  return serviceHealth({ version: VERSION, uptimeSeconds: process.uptime(), ffmpegVersion, fleet: found, maxStreams });
}

/** `GET /health`, `/health/live`, `/health/ready` and `/openapi.json`. */
export const handler = healthHandler(
  settings,
  { health, isReady: async () => (await encoderVersion(settings.FFMPEG_PATH)) !== undefined },
  logFailure(logger, 'A health check failed'),
);
// While the environment is made, its first question to AWS can be on its way.
void fleet();

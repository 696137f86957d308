import { cloudWatch } from '../lib/fleet/cloudwatch.ts';
import { EXPOSITION_TYPE } from '../lib/fleet/metrics/exposition.ts';
import { fleetMetrics } from '../lib/fleet/metrics/fleet-metrics.ts';
import { metricsHandler } from '../lib/http/metrics.ts';
import { deploymentOf } from '../lib/settings/deployment.ts';
import { readSettings } from '../lib/settings/settings.ts';
import { VERSION } from '../lib/settings/version.ts';
import { createLogger, logFailure } from '../lib/telemetry/log.ts';

const settings = readSettings(process.env);
const logger = createLogger(settings, VERSION);
const metrics = fleetMetrics({
  deployment: deploymentOf(settings),
  periodSeconds: settings.METRICS_PERIOD_SECONDS,
  read: cloudWatch(),
  onFailure: logFailure(logger, 'CloudWatch did not tell the metrics'),
});

/** `GET /metrics`: of the whole function, in one of its own, so that a scrape takes no stream's place. */
export const handler = metricsHandler(
  settings,
  EXPOSITION_TYPE,
  metrics,
  logFailure(logger, 'The metrics could not be told'),
);

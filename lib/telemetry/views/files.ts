import { stringify } from 'yaml';
import { alarmResources } from './cloudwatch-alarms.ts';
import { budgetResources, conditions } from './cloudwatch-budget.ts';
import { dashboardResources } from './cloudwatch-dashboard.ts';
import { grafanaDashboard } from './grafana.ts';
import { metricsPage } from './page.ts';
import { OFFLINE_SCRAPE_CONFIG, ruleFile, SCRAPE_CONFIG } from './prometheus.ts';

const NOTE = '# Made by `npm run monitoring` from the declarations in lib/telemetry: change those.\n';

/** Quoted as YAML 1.1 needs it, which osls reads: `2012-10-17` would be a date. */
const yaml = (value: unknown): string =>
  NOTE + stringify(value, { lineWidth: 120, aliasDuplicateObjects: false, version: '1.1' });

/** Every file of docs/monitoring that is made of the declarations. */
export const monitoringFiles = (): Readonly<Record<string, string>> => ({
  'cloudwatch.yml': yaml({
    Conditions: conditions(),
    Resources: { ...budgetResources(), ...alarmResources(), ...dashboardResources() },
  }),
  'alerts.yml': yaml(ruleFile()),
  'prometheus.yml': NOTE + SCRAPE_CONFIG,
  'prometheus.offline.yml': NOTE + OFFLINE_SCRAPE_CONFIG,
  'metrics.md': metricsPage(),
  'grafana.json': `${JSON.stringify(grafanaDashboard(), undefined, 2)}\n`,
});

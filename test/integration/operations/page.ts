import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const DOCS = new URL('../../../docs/', import.meta.url);
const read = (name: string): string => readFileSync(fileURLToPath(new URL(name, DOCS)), 'utf8');
const PAGE = read('operations.md');

/** Each query of the page under its heading, and a further one of the same heading with its number. */
export function questions(): Map<string, string> {
  const found = new Map<string, string>();
  let heading = '';
  for (const [, title, query] of PAGE.matchAll(/^## (.+)$|^```insights\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) heading = title;
    else found.set(found.has(heading) ? `${heading} (2)` : heading, query ?? '');
  }
  return found;
}

/** The alarms that are deployed and Prometheus' alerts, and the headings of the page that they send their reader to. */
export function alarms(): { names: string[]; headings: string[] } {
  const [deployed, alerts] = [read('monitoring/cloudwatch.yml'), read('monitoring/alerts.yml')];
  const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found);
  return {
    names: [...all(deployed, /AlarmName: .* (\w+)$/gm), ...all(alerts, /alert: (\w+)$/gm)],
    headings: all(deployed, /operations\.md, "([^"]+)"/g),
  };
}

/** The query of the deployed dashboard, without the log group that it names. */
export function dashboardQuery(): string {
  const { Resources } = parse(read('monitoring/cloudwatch.yml'));
  const text: string = Resources.Dashboard.Properties.DashboardBody['Fn::Sub'];
  const [, query = ''] = /"query": "SOURCE '[^']+' \| ([^"]+)"/.exec(text) ?? [];
  return query;
}

/** The names in the first column of the table that has this heading there. */
export function table(heading: 'alarm' | 'event' | 'field'): string[] {
  const [, rows = ''] = new RegExp(`^\\| ${heading} .*\\n\\|[-| ]+\\n((?:\\|.*\\n)+)`, 'm').exec(PAGE) ?? [];
  const cells = rows.split('\n').map((row) => row.split('|')[1] ?? '');
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
}

/** What the page says to type, fenced as `sh`. */
export const commands = (): string[] =>
  [...PAGE.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, command = '']) => command.trim());

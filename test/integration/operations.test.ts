import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireDebian } from '../fixtures/debian.ts';
import { insights } from '../fixtures/insights/insights.ts';
import { logGroup } from '../fixtures/insights/log-group.ts';
import { namedFields } from '../fixtures/insights/named-fields.ts';
import type { Row } from '../fixtures/insights/values.ts';
import type { Service } from '../fixtures/service.ts';
import { ANSWERS, expectDescending, type Log, ownLines, sorted } from './operations/answers.ts';
import { alarms, commands, dashboardQuery, questions, table } from './operations/page.ts';
import {
  MADE,
  type Made,
  made,
  makeAll,
  type Name,
  played,
  SECRET,
  type Sources,
  serveSources,
  startFor,
} from './operations/streams.ts';

let sources: Sources;
let service: Service;
let log: Log;
let directory: string;

beforeAll(async () => {
  await requireDebian('jq');
  sources = await serveSources();
  service = await startFor(sources);
  const ids = await makeAll(service, sources);
  log = { ids, hosts: sources.hosts, events: logGroup('transcode', service.lines) };
  directory = await mkdtemp(join(tmpdir(), 'sluice-operations-'));
  await writeFile(join(directory, 'sluice.log'), service.lines.join('\n'));
});
afterAll(async () => {
  await service?.stop();
  await Promise.all((sources?.servers ?? []).map((server) => server.close()));
  if (directory) await rm(directory, { recursive: true, force: true });
});

describe('the queries of docs/operations.md, over the lines of real streams', () => {
  test('All of them are known here, and nothing else is.', () => {
    expect([...questions().keys()]).toEqual(Object.keys(ANSWERS));
  });

  test.for(Object.entries(ANSWERS))('%s', ([question, check]) => {
    const query = questions().get(question) ?? '';
    const rows = insights(query, log.events, 'unequal');
    // Whatever AWS makes of fields that are missing.
    expect(insights(query, log.events, 'unknown')).toEqual(rows);
    check(rows, log, query);
  });

  test.for([...questions()])('%s names fields that the table has', ([, query]) => {
    const known = [...table('field'), '@timestamp', '@message'];
    expect(namedFields(query).filter((name) => !known.includes(name))).toEqual([]);
  });
});

test('The dashboard’s table has the streams that were broken off, with all of its columns.', () => {
  const rows = insights(dashboardQuery(), log.events, 'unequal');
  expect(sorted(rows.map(({ transcode_id }) => transcode_id))).toEqual(sorted([log.ids.cut, log.ids.late]));
  for (const row of rows)
    expect(row).toMatchObject({
      ...{ code: expect.any(String), reason: expect.any(String), source_host: expect.any(String) },
      total_ms: expect.any(Number),
    });
});

describe('the lines', () => {
  test('Every field and event of the page’s tables is in a line, and every one of the lines in a table.', () => {
    expect(sorted(table('field'))).toEqual(
      sorted([...new Set(ownLines(log.events).flatMap((line) => Object.keys(line)))]),
    );
    expect(sorted(table('event'))).toEqual(sorted([...new Set(ownLines(log.events).map(({ message }) => message))]));
  });

  test('Each request has one last line, whose level and outcome are those of the page.', () => {
    for (const [name, { outcome, code, mistake, format, host }] of Object.entries<Made>(MADE)) {
      const last = ownLines(log.events).filter(
        (line) => line.transcode_id === log.ids[name as Name] && line.outcome !== undefined,
      );
      expect(last, name).toEqual([expect.objectContaining({ outcome, message: code ? 'failed' : 'ended' })]);
      expect(last[0], name).toMatchObject({ level: code ? (mistake ? 'WARN' : 'ERROR') : 'INFO' });
      expect([last[0]?.code, last[0]?.format, last[0]?.source_host], name).toEqual([
        code,
        format,
        host && log.hosts[host],
      ]);
    }
  });

  test('No query string, path or credential of a source is in any of them.', () => {
    expect(service.lines.length).toBeGreaterThan(50);
    expect(service.lines.filter((line) => line.includes(SECRET))).toEqual([]);
  });
});

test('Every alarm and alert stands on the page, and those that name a question name one that is there.', () => {
  const { names, headings } = alarms();
  expect(sorted(table('alarm'))).toEqual(sorted(names));
  expect(headings.length).toBeGreaterThan(0);
  expect(headings.filter((heading) => !questions().has(heading))).toEqual([]);
});

describe('what the page says to type without AWS', () => {
  const output = async (command = '') => {
    const script = command.replace('TRANSCODE_ID', log.ids.cut);
    return (await promisify(execFile)('bash', ['-ec', script], { cwd: directory })).stdout.trim().split('\n');
  };

  test('The log, its last lines, its codes, the slowest, one request.', async () => {
    const [start, last, codes, slowest, one, ...others] = commands();
    expect(others).toEqual([]);
    expect(start).toMatch(/^npm start \| tee sluice\.log$/);
    const lines = (await output(last)).map((line) => JSON.parse(line).transcode_id);
    expect(sorted(lines)).toEqual(sorted(Object.values(log.ids)));
    const counts = (await output(codes)).map((line) => line.trim().split(' '));
    expect(Object.fromEntries(counts.map(([count, code]) => [code, Number(count)]))).toEqual({
      ...{ DOWNLOAD_FAILED: 2, TIMEOUT: 1, INVALID_URL: 1, INVALID_REQUEST: 1, NOT_FOUND: 1 },
    });
    const times = JSON.parse(`[${(await output(slowest)).join('').replaceAll('}{', '},{')}]`) as Row[];
    expect(times).toHaveLength(made(played).length);
    expectDescending(times, 'first_audio_ms');
    const story = await output(one);
    expect(story.filter((line) => line.includes('_aws'))).toEqual([]);
    expect(story.length).toBeGreaterThanOrEqual(5);
  });
});

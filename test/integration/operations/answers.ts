import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { LogEvent } from '../../fixtures/insights/discovered.ts';
import { insights } from '../../fixtures/insights/insights.ts';
import type { Row } from '../../fixtures/insights/values.ts';
import { MADE, type Made, made, type Name, played, SLOW_MS, type Sources } from './streams.ts';

const CUT = ['accepted', 'source opened', 'first byte', 'source retried', 'failed'];
const BYTES = { opus: 20_000, mp3: 100_000 };

/** What was done, and what came into the log of it. */
export interface Log {
  readonly ids: Readonly<Record<Name, string>>;
  readonly hosts: Sources['hosts'];
  readonly events: readonly LogEvent[];
}

/** Our own lines, without metrics and what the runtime prints. */
export const ownLines = (events: readonly LogEvent[]): Readonly<Record<string, unknown>>[] =>
  events.flatMap(({ message }) => (/^\{(?!"_aws")/.test(message) ? [JSON.parse(message)] : []));

const total = (rows: readonly Row[], column: string): number =>
  rows.reduce((sum, row) => sum + Number(row[column] ?? 0), 0);
const column = (rows: readonly Row[], name: string) => rows.map((row) => row[name]);
const rowOf = (rows: readonly Row[], fits: Row): Row | undefined =>
  rows.find((row) => Object.entries(fits).every(([name, value]) => row[name] === value));

export const sorted = (values: readonly unknown[]): string[] => values.map(String).toSorted();

/** From the largest to the smallest. */
export const expectDescending = (rows: readonly Row[], name: string): void => {
  const numbers = column(rows, name).map(Number);
  expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
};

/** Of each query on the page, what its answer has to be after what was done. */
export const ANSWERS: Readonly<Record<string, (rows: readonly Row[], log: Log, query: string) => void>> = {
  'Why was this stream cut?': (_, { ids, events }, query) => {
    const story = (name: Name) => insights(query.replace('TRANSCODE_ID', ids[name]), events);
    expect(column(story('cut'), 'message')).toEqual(CUT);
    const last = { level: 'ERROR', code: 'DOWNLOAD_FAILED', outcome: 'aborted', cause: expect.any(String) };
    expect(story('cut').at(-1)).toMatchObject(last);
    // The first break may come before the first audio.
    expect(story('mended').filter(({ message }) => message === 'source retried')).toEqual([
      expect.objectContaining({ attempt: 1, at_byte: 100_000, code: 'DOWNLOAD_FAILED' }),
      expect.objectContaining({ attempt: 1, at_byte: 200_000 }),
    ]);
    expect(story('mended').at(-1)).toMatchObject({ message: 'ended', outcome: 'success' });
    expect(column(story('invalid'), 'message')).toEqual(['failed']);
  },
  'Why was this stream cut? (2)': (_, { ids, events }, query) => {
    const lines = insights(query.replace('TRANSCODE_ID', ids.cut), events).map((row) => String(row['@message']));
    expect(lines).toHaveLength(9);
    expect(lines[0]).toMatch(/^START RequestId/);
    expect(lines.slice(-3)).toEqual([
      expect.stringMatching(/ERROR\tInvoke Error/),
      expect.stringMatching(/^END RequestId/),
      expect.stringMatching(/^REPORT RequestId/),
    ]);
  },
  'Which streams were cut, and by what?': (rows, { ids, hosts }) => {
    expect(sorted(column(rows, 'transcode_id'))).toEqual(sorted([ids.cut, ids.late]));
    expect(rowOf(rows, { transcode_id: ids.cut })).toMatchObject({
      source_host: hosts.breaking,
      reason: 'The source broke the connection off.',
      retries: 1,
    });
  },
  'Which streams have no end?': (rows, { ids, events }, query) => {
    expect(rows).toEqual([]);
    const isEnd = (message: string) => message.includes(ids.slow) && message.includes('"outcome"');
    const died = insights(
      query,
      events.filter(({ message }) => !isEnd(message)),
    );
    expect(died).toEqual([{ transcode_id: ids.slow, since: expect.any(Number), lines: 3, ends: 0 }]);
  },
  'What fails?': (rows) => {
    for (const code of ['DOWNLOAD_FAILED', 'TIMEOUT', 'INVALID_URL', 'INVALID_REQUEST', 'NOT_FOUND']) {
      const expected = made((one) => one.code === code).length;
      const ofCode = rows.filter((row) => row.code === code);
      expect(total(ofCode, 'failures'), code).toBe(expected);
    }
    expect(total(rows, 'failures')).toBe(made(({ code }) => code !== undefined).length);
  },
  'What fails? (2)': (rows) => {
    const counted = made(({ mistake }) => !mistake);
    expect(total(rows, 'requests')).toBe(counted.length);
    expect(total(rows, 'failures')).toBe(counted.filter(({ code }) => code).length);
    expect(total(rows, 'cut')).toBe(counted.filter(({ outcome }) => outcome === 'aborted').length);
    for (const row of rows) expect(row.percent).toBeCloseTo((100 * Number(row.failures)) / Number(row.requests));
  },
  'Which source breaks?': (rows, { hosts }) => {
    expect(sorted(column(rows, 'source_host'))).toEqual(sorted([hosts.breaking, hosts.files]));
    expect(rowOf(rows, { source_host: hosts.breaking })).toMatchObject({ streams: 2, breaks: 3, failed: 1, cut: 1 });
    const ofFiles = made(({ host }) => host === 'files').length;
    expect(rowOf(rows, { source_host: hosts.files })).toMatchObject({
      streams: ofFiles,
      breaks: 0,
      failed: 2,
      cut: 1,
    });
  },
  'Which source breaks? (2)': (rows, { hosts }) => {
    const reason = 'The source broke the connection off.';
    expect(rows).toEqual([{ source_host: hosts.breaking, reason, breaks: 3, streams: 2, worst: 1 }]);
  },
  'Which source is slow?': (rows, { hosts }) => {
    expect(sorted(column(rows, 'source_host'))).toEqual(
      sorted([hosts.files, hosts.slow, hosts.breaking, hosts.station]),
    );
    // What nobody has opened has no time: neither `gone`.
    const opened = made(({ host, outcome }) => host === 'files' && outcome !== 'error').length;
    expect(rowOf(rows, { source_host: hosts.files })?.streams).toBe(opened);
    const slow = rowOf(rows, { source_host: hosts.slow });
    expect(slow?.streams).toBe(1);
    expect(slow?.p50).toBeGreaterThan(SLOW_MS - 10);
    expect(slow?.p99).toBe(slow?.p50);
    expectDescending(rows, 'p99');
  },
  'Is it us, or the source?': (rows) => {
    expect(total(rows, 'streams')).toBe(made(played).length);
    for (const row of rows) {
      const parts = ['dns', 'connect', 'answer', 'recognise', 'ffmpeg'].map((name) => Number(row[name]));
      expect(parts.reduce((sum, part) => sum + part)).toBeCloseTo(Number(row.first_audio));
      // Each is rounded by itself.
      for (const part of parts) expect(part).toBeGreaterThanOrEqual(-2);
      expect(row.queue).toBeGreaterThanOrEqual(0);
    }
  },
  'Is it us, or the source? (2)': (rows, { ids, hosts }) => {
    expect(rows).toHaveLength(made(played).length);
    expectDescending(rows, 'first_audio_ms');
    const slow = rowOf(rows, { transcode_id: ids.slow });
    expect(slow).toMatchObject({ source_host: hosts.slow, source_format: 'mp3', format: 'opus', mode: 'encode' });
    expect(rowOf(rows, { transcode_id: ids.station })).toMatchObject({ format: 'mp3' });
  },
  'Are 50 enough?': (rows, { events }) => {
    expect(total(rows, 'requests')).toBe(Object.keys(MADE).length);
    const busyMs = ownLines(events).flatMap(({ total_ms }) => (total_ms === undefined ? [] : [Number(total_ms)]));
    expect(total(rows, 'at_once') * 15 * 60_000).toBeCloseTo(
      busyMs.reduce((sum, ms) => sum + ms),
      3,
    );
    for (const row of rows) expect(Number(row.queue_p99)).toBeLessThanOrEqual(Number(row.queue_most));
  },
  'Were there cold starts?': (rows, { ids, events }, query) => {
    expect([total(rows, 'cold_starts'), total(rows, 'requests')]).toEqual([0, Object.keys(MADE).length]);
    // Every environment here is provisioned; on demand the first request of each would have waited.
    const asOnDemand = events.map(({ timestamp, message }) => ({
      timestamp,
      message: message.includes(ids.slow) ? message.replace('"cold_start":false', '"cold_start":true') : message,
    }));
    expect(total(insights(query, asOnDemand), 'cold_starts')).toBe(1);
  },
  'How long do streams last?': (rows, { ids, events }) => {
    for (const format of ['opus', 'mp3']) {
      const streams = made((one) => played(one) && one.format === format).length;
      expect(rowOf(rows, { format })?.streams).toBe(streams);
    }
    const late = ownLines(events).find((line) => line.transcode_id === ids.late && line.outcome !== undefined);
    expect(rowOf(rows, { format: 'mp3' })?.longest).toBe(Number(late?.total_ms) / 1000);
    expect(rows).toHaveLength(2);
  },
  'Who reaches the deadline?': (rows, { ids }) => {
    expect(column(rows, 'transcode_id')).toEqual([ids.late]);
    expect(rows[0]).toMatchObject({ format: 'mp3', content_duration: 20 });
  },
  'How much is transcoded?': (rows) => {
    expect(total(rows, 'streams')).toBe(made(played).length);
    for (const format of ['opus', 'mp3'] as const) {
      const row = rowOf(rows, { format });
      expect(Number(row?.output_gb) * 1e9).toBeGreaterThan(BYTES[format]);
      expect(Number(row?.source_gb) * 1e9).toBeGreaterThan(BYTES[format]);
      expect(Number(row?.hours) * 3600).toBeGreaterThan(0.01);
    }
  },
  'Which mistakes do callers make?': (rows, { ids }) => {
    const mistakes = Object.entries<Made>(MADE).filter(([, { mistake }]) => mistake);
    expect(sorted(column(rows, 'code'))).toEqual(sorted(mistakes.map(([, { code }]) => code)));
    expect(sorted(column(rows, 'example'))).toEqual(sorted(mistakes.map(([name]) => ids[name as Name])));
    expect(rowOf(rows, { code: 'INVALID_REQUEST' })?.reason).toMatch(/start.*bitrate/);
    expect(total(rows, 'times')).toBe(mistakes.length);
  },
  'Is memory running out?': (rows) => {
    expect(total(rows, 'requests')).toBe(Object.keys(MADE).length);
    for (const row of rows) {
      // A Node process, and less than the function may have.
      expect(row.p50).toBeGreaterThan(20);
      expect(row.most).toBeLessThan(1769);
    }
  },
  'Is the new version worse?': (rows) => {
    const [row, ...others] = rows;
    expect(others).toEqual([]);
    const { version } = JSON.parse(
      readFileSync(fileURLToPath(new URL('../../../package.json', import.meta.url)), 'utf8'),
    );
    expect(row).toMatchObject({ version, requests: made(({ mistake }) => !mistake).length });
    expect(row?.failed_percent).toBeCloseTo((100 * 3) / 9);
    expect(Number(row?.p50)).toBeLessThanOrEqual(Number(row?.p99));
  },
};

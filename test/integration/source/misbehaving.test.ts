import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { media } from '../../fixtures/media.ts';
import { familyOf, type Seen } from '../../fixtures/processes.ts';
import { type FileServer, serveFiles } from '../../fixtures/servers.ts';
import { bytesOf, post, type Service, startService } from '../../fixtures/service.ts';
import { drive, referenceFrom, type Stage, setUp } from './misbehaving/drive.ts';
import type { Outcome } from './misbehaving/row.ts';
import { TABLE } from './misbehaving/table.ts';

/** Those that wait for a clock of the service cost nothing but their place; the others decode. */
const WAITING_AT_ONCE = 10;
const WORKING_AT_ONCE = 4;
/** One place that has been left is taken again a moment later. */
const STREAMS = WAITING_AT_ONCE + WORKING_AT_ONCE + 2;

/** All rows together take a minute, and each test waits for its own. */
const PATIENCE_MS = 150_000;

const ROWS = Object.values(TABLE).flat();
const KINDS = ['mp3', 'mp3-vbr', 'mp3-cover', 'wav', 'flac', 'aac', 'm4a', 'vorbis', 'webm'] as const;

let decent: FileServer;
let service: Service;
let stages: readonly Stage[];
let before: readonly Seen[];
const outcomes = new Map(ROWS.map(({ what }) => [what, Promise.withResolvers<Outcome>()]));

/** What runs in the service: node and its environments, without the encoders that come and go. */
const running = () => familyOf(service.process.pid ?? 0).filter(({ command }) => !command.includes('ffmpeg -nostdin'));
const encoders = () => familyOf(service.process.pid ?? 0).filter(({ command }) => command.includes('ffmpeg -nostdin'));

/** All rows run on their own, so many at once; each test below hears of one. */
function runAll(): void {
  const reference = referenceFrom(service, decent.url);
  const work = async (waiting: Iterable<Stage>): Promise<void> => {
    for (const stage of waiting) outcomes.get(stage.row.what)?.resolve(await drive(service, stage, reference));
  };
  const start = (rows: readonly Stage[], atOnce: number): void => {
    const shared = rows.values();
    for (let worker = 0; worker < atOnce; worker++) void work(shared);
  };
  const longestFirst = stages
    .filter(({ row }) => row.waits)
    .toSorted((one, other) => (other.row.waits ?? 0) - (one.row.waits ?? 0));
  start(longestFirst, WAITING_AT_ONCE);
  start(
    stages.filter(({ row }) => !row.waits),
    WORKING_AT_ONCE,
  );
}

const ordinary = async (): Promise<{ status: number; bytes: number }> => {
  const response = await post(service, { source_url: `${decent.url}/flac`, output_format: 'pcm' });
  return { status: response.status, bytes: (await bytesOf(response)).length };
};

beforeAll(async () => {
  const files = await Promise.all(KINDS.map(async (kind) => [`/${kind}`, { file: await media(kind) }] as const));
  decent = await serveFiles(Object.fromEntries(files));
  stages = await Promise.all(ROWS.map(setUp));
  const allowed = [decent, ...stages.map(({ server }) => server)].map(({ hostPort }) => hostPort);
  service = await startService({ SOURCE_ALLOW: allowed.join(','), MAX_CONCURRENT_STREAMS: `${STREAMS}` });
  before = running();
  runAll();
});

afterAll(async () => {
  await service?.stop();
  await Promise.all([decent, ...(stages ?? []).map(({ server }) => server)].map((server) => server?.close()));
});

test('Every row has a name of its own.', () => {
  expect(outcomes.size).toBe(ROWS.length);
});

for (const [group, rows] of Object.entries(TABLE)) {
  describe(group, () => {
    test.for(rows)('$what', { timeout: PATIENCE_MS }, async ({ what, expected }) => {
      expect(expected).toContain(await outcomes.get(what)?.promise);
    });
  });
}

describe('after all of them', () => {
  test('no encoder is left, and no environment has died or been replaced', async () => {
    await expect.poll(encoders, { timeout: 5_000 }).toEqual([]);
    expect(running().map(({ pid }) => pid)).toEqual(before.map(({ pid }) => pid));
  });

  test('every place serves an ordinary request', async () => {
    const answers = await Promise.all(Array.from({ length: STREAMS }, ordinary));
    expect(answers).toEqual(answers.map(() => ({ status: 200, bytes: 20 * 48_000 * 4 })));
  });

  test('every source was first asked for all of it, as it is, with titles, by name', () => {
    const asked = stages
      .filter(({ requests, row }) => requests.length > 0 && !row.fields?.start)
      .map(({ row, requests }) => [row.what, requests[0]?.headers] as const);
    expect(asked.length).toBeGreaterThan(100);
    for (const [what, headers] of asked) {
      expect({ what, headers: Object.fromEntries(headers ?? []) }).toMatchObject({
        what,
        headers: {
          range: 'bytes=0-',
          'accept-encoding': 'identity',
          'icy-metadata': '1',
          'user-agent': expect.stringMatching(/^Sluice\/\d+\.\d+\.\d+/),
        },
      });
    }
  });

  test('no source was asked without an end', () => {
    // The longest file has 3.5 MB, and the smallest pieces that a server may insist on here have 40,000 bytes.
    const often = stages.filter(({ requests }) => requests.length > 100);
    expect(often.map(({ row, requests }) => `${row.what}: ${requests.length}`)).toEqual([]);
  });

  test('no log line has the query of a source', () => {
    expect(service.lines.filter((line) => line.includes('s3cret'))).toEqual([]);
  });
});

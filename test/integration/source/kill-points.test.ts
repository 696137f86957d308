import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DyingServer, type Offer, serveDying } from '../../fixtures/dying.ts';
import { found } from '../../fixtures/found.ts';
import { media } from '../../fixtures/media.ts';
import { bytesOf, post, type Service, startService } from '../../fixtures/service.ts';
import { KINDS, type KillPoint, killPoint } from './kill-points.ts';

/** `KILL_POINTS=5000` for the long form, `KILL_SEED=…` for another one, `KILL_POINT=17` for that one alone. */
const SEED = Number(process.env.KILL_SEED ?? 20_261_122);
const POINTS = Number(process.env.KILL_POINTS ?? 120);
const ONLY = process.env.KILL_POINT;
const AT_A_TIME = 5;
/** Failures in a report. */
const SHOWN = 10;
/** For each point; one takes a third of a second, of which five run at a time. */
const TIMEOUT_MS = 30_000 + POINTS * 1_000;

const files: Record<string, Buffer> = {};
const undisturbed = new Map<string, Promise<string>>();
let origin: DyingServer;
let service: Service;

beforeAll(async () => {
  for (const kind of KINDS) files[kind] = await readFile(await media(kind));
  origin = await serveDying();
  service = await startService({ SOURCE_ALLOW: origin.hostPort, MAX_CONCURRENT_STREAMS: `${AT_A_TIME}` });
});
afterAll(async () => {
  await service?.stop();
  await origin?.close();
});

/** What came: the hash of a clean answer, an error's status, or that it was broken off. */
async function outcome(url: string, format: string): Promise<string> {
  const response = await post(service, { source_url: url, output_format: format });
  const id = response.headers.get('x-transcode-id') ?? '';
  const bytes = await bytesOf(response).catch(() => undefined);
  // The place is free only then; with no more of them than callers the next one would be turned away.
  await service.over(id);
  if (response.status !== 200) return `status ${response.status}`;
  return bytes ? `${bytes.length} bytes, ${createHash('sha256').update(bytes).digest('hex')}` : 'broken off';
}

const fileOf = (kind: string): Buffer => files[kind] ?? Buffer.alloc(0);

/** The outcome of a point's source that nobody kills. */
function whole({ kind, format, offer }: KillPoint): Promise<string> {
  // Before it is killed, one with an ETag that will change is like one whose ETag stays.
  const alike: Offer = offer === 'replaced' ? 'ranges' : offer;
  const key = `${kind} ${format} ${alike}`;
  const known = undisturbed.get(key);
  if (known) return known;
  const asked = outcome(origin.serve({ file: fileOf(kind), kills: [], how: 'fin', offer: alike }), format);
  undisturbed.set(key, asked);
  return asked;
}

/** Runs the points of one half, a few at a time; what `judge` says of an outcome is a failure, and the first are returned. */
async function run(half: 0 | 1, judge: (got: string, whole: string) => string | undefined): Promise<string[]> {
  const sizes = Object.fromEntries(KINDS.map((kind) => [kind, fileOf(kind).length]));
  const numbers = ONLY === undefined ? Array.from({ length: POINTS }, (_, number) => number) : [Number(ONLY)];
  const points = numbers.filter((number) => number % 2 === half).map((number) => killPoint(SEED, number, sizes));
  const failures: string[] = [];
  const tally = new Map<string, number>();
  const left = points.values();
  const worker = async () => {
    for (const point of left) {
      const expected = await whole(point);
      const url = origin.serve({ ...point, file: fileOf(point.kind) });
      const got = await outcome(url, point.format);
      const name =
        got === expected && !got.startsWith('status') ? 'identical' : got.replace(/^\d+ bytes.*/, 'other audio');
      tally.set(name, (tally.get(name) ?? 0) + 1);
      const complaint = judge(got, expected);
      if (complaint) failures.push(`${JSON.stringify(point)} asked ${origin.ranges(url).join(', ')}: ${complaint}`);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  const counts = [...tally].map(([name, count]) => `${count} ${name}`).join(', ');
  found(
    `seed ${SEED}, ${points.length} ${half === 0 ? 'with' : 'without'} ranges: ${counts}; ${failures.length} wrong`,
  );
  return failures.slice(0, SHOWN);
}

test('A source with ranges and an ETag that breaks anywhere is continued: no byte of the answer is another.', {
  timeout: TIMEOUT_MS,
}, async () => {
  const failures = await run(0, (got, expected) =>
    got === expected && !got.startsWith('status') ? undefined : `${got} instead of ${expected}`,
  );
  expect(failures).toEqual([]);
});

test('A source that cannot be continued and breaks anywhere gives no clean answer that is not the whole one.', {
  timeout: TIMEOUT_MS,
}, async () => {
  const failures = await run(1, (got, expected) =>
    got === expected || got === 'broken off' || got.startsWith('status') ? undefined : `${got} instead of ${expected}`,
  );
  expect(failures).toEqual([]);
});

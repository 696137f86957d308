/**
 * Many streams at once, and many after each other. CI runs a short form; `npm run trial:load` the long one, where machines are
 * quiet enough for time to be a criterion.
 */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { decode } from '../fixtures/audio.ts';
import { found } from '../fixtures/found.ts';
import { here } from '../fixtures/here.ts';
import { random } from '../fixtures/random.ts';
import { post, type Service, startService } from '../fixtures/service.ts';
import type { Asked } from './audience.ts';
import { type Footprint, footprint } from './footprint.ts';
import { BUFFER_MS, type Heard, listen, opusClock } from './listener.ts';
import type { Files, Served } from './origin.ts';
import { startOwnProcess } from './own-process.ts';
import { PACE, programme, RATE } from './programme.ts';

const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);
const STREAMS = number('LOAD_STREAMS', 8);
const SECONDS = number('LOAD_SECONDS', 6);
const REQUESTS = number('LOAD_REQUESTS', 80);
/** Of those who come at once, or in a row: a song is long enough for them. */
const SONG_SECONDS = Math.min(SECONDS, 60);
/** Milliseconds of audio that every player has to have left at the worst; CI's machines are no measure of time. */
const LEAST_MS = number('LOAD_LEAST_MS', Number.NEGATIVE_INFINITY);
const SEED = number('LOAD_SEED', 20_261_123);
/** Those who listen for long come within this time at most; how it is when all come at once is another test. */
const BEGIN_WITHIN_MS = 30_000;
const HOUR_MS = 3_600_000;

const FORMATS = [{ output_format: 'opus' }, { output_format: 'pcm', sample_rate: RATE }] as const;

const sources = startOwnProcess<Files, Served>(new URL('origin.ts', import.meta.url));
const audience = startOwnProcess<Asked, Heard>(new URL('audience.ts', import.meta.url));
let origin: Served;
let service: Service;
/** Of an undisturbed answer in each format, by path. */
const hashes = new Map<string, readonly string[]>();

beforeAll(async () => {
  const [long, song] = [await programme(SECONDS), await programme(SONG_SECONDS)];
  const paced = { paceBytesPerSecond: PACE, burstBytes: PACE / 10 };
  origin = await sources.ask({
    '/paced.mp3': { file: long, ...paced },
    '/unpaced.mp3': { file: long },
    '/song.mp3': { file: song, ...paced },
    '/fast.mp3': { file: song },
  });
  service = await startService({ SOURCE_ALLOW: origin.hostPort, MAX_CONCURRENT_STREAMS: String(STREAMS) });
  const made = (path: string): Promise<Buffer[]> =>
    Promise.all(FORMATS.map((fields) => here({ source_url: origin.url + path, ...fields }, [origin.hostPort])));
  const [longs, songs] = [await made('/unpaced.mp3'), await made('/fast.mp3')];
  const sums = (answers: readonly Buffer[]): string[] =>
    answers.map((answer) => createHash('sha256').update(answer).digest('hex'));
  hashes.set('/paced.mp3', sums(longs));
  for (const path of ['/song.mp3', '/fast.mp3']) hashes.set(path, sums(songs));
  const options = { rate: RATE, channels: 2 };
  const ours = await decode(longs[1] ?? Buffer.alloc(0), {
    ...options,
    inputOptions: ['-f', 's16le', '-ar', String(RATE), '-ac', '2'],
  });
  const theirs = await decode(long, options);
  // That is what Debian's decoder makes of it, to the rounding of a sample.
  expect(Math.abs(ours.length - theirs.length)).toBeLessThanOrEqual(2 * 1152 * 2);
  const worst = ours.reduce((most, sample, at) => Math.max(most, Math.abs(sample - (theirs[at] ?? sample))), 0);
  expect(worst).toBeLessThan(2 / 32_768);
}, HOUR_MS);
beforeEach(untilAllAreFree);
afterAll(async () => {
  await service?.stop();
  await Promise.all([sources.close(), audience.close()]);
});

const request = (path: string, fields: object = {}) => ({
  source_url: origin.url + path,
  ...fields,
});

/** One listener more, whose format is that of its number. */
const another = (path: string, at: number): Promise<Heard> =>
  audience.ask({ url: service.url, request: request(path, FORMATS[at % FORMATS.length] ?? {}) });

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const told = (values: readonly number[]): string =>
  `median ${Math.round(middle(values))}, worst ${Math.round(Math.max(...values))} ms`;

/** An environment is busy for a moment behind its answer. */
async function untilAllAreFree(): Promise<void> {
  const url = `${service.url}/transcode?source_url=${encodeURIComponent(`${origin.url}/fast.mp3`)}`;
  for (;;) {
    const heads = await Promise.all(Array.from({ length: STREAMS }, () => fetch(url, { method: 'HEAD' })));
    if (heads.every(({ status }) => status === 200)) return;
    await pause(100);
  }
}

/** Every byte of every listener. */
function expectAllRight(heard: readonly Heard[], path: string): void {
  const right = hashes.get(path) ?? [];
  expect(heard.map(({ status, hash }) => [status, hash])).toEqual(
    heard.map((_, at) => [200, right[at % right.length]]),
  );
}

test(`${STREAMS} listeners hear ${SECONDS} s at the pace of their source, to the byte.`, {
  timeout: HOUR_MS,
}, async () => {
  const listeners = Array.from({ length: STREAMS }, async (_, at) => {
    await pause((Math.min(BEGIN_WITHIN_MS, SECONDS * 500) * at) / STREAMS);
    return another('/paced.mp3', at);
  });
  const heard = await Promise.all(listeners);
  expectAllRight(heard, '/paced.mp3');
  const lowest = heard.map(({ lowestMs }) => lowestMs);
  found(
    `${STREAMS} paced listeners: of ${BUFFER_MS} ms at the lowest median ${Math.round(middle(lowest))}, worst ${Math.round(Math.min(...lowest))} ms left; first audio ${told(heard.map(({ firstMs }) => firstMs))}`,
  );
  expect(Math.min(...lowest)).toBeGreaterThan(LEAST_MS);
});

test(`${STREAMS} who come within one second are all served, and one more is told so.`, {
  timeout: HOUR_MS,
}, async () => {
  const listeners = Array.from({ length: STREAMS }, async (_, at) => {
    await pause((1000 * at) / STREAMS);
    return another('/song.mp3', at);
  });
  await pause(1100);
  const began = performance.now();
  expect((await another('/song.mp3', 0)).status).toBe(429);
  const refusedMs = performance.now() - began;
  const heard = await Promise.all(listeners);
  expectAllRight(heard, '/song.mp3');
  found(
    `a burst of ${STREAMS}: first audio ${told(heard.map(({ firstMs }) => firstMs))}; 429 after ${Math.round(refusedMs)} ms`,
  );
});

test(`${4 * STREAMS} callers share ${STREAMS} places: who is told to wait gets his turn.`, {
  timeout: HOUR_MS,
}, async () => {
  const next = random(SEED);
  let refusals = 0;
  const caller = async (_: unknown, at: number): Promise<Heard> => {
    for (;;) {
      const heard = await another('/fast.mp3', at);
      if (heard.status !== 429) return heard;
      refusals += 1;
      await pause(50 + 200 * next());
    }
  };
  expectAllRight(await Promise.all(Array.from({ length: 4 * STREAMS }, caller)), '/fast.mp3');
  found(`${4 * STREAMS} callers on ${STREAMS} places: ${refusals} times 429`);
  expect(refusals).toBeGreaterThan(0);
});

test(`${REQUESTS} requests leave the service as it was.`, { timeout: HOUR_MS }, async () => {
  const pid = service.process.pid ?? 0;
  const next = random(SEED);
  const lanes = Math.min(STREAMS, 8);
  const some = async (count: number): Promise<void> => {
    let left = count;
    const lane = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        const kind = next();
        const leaving = new AbortController();
        const fields = FORMATS[left % FORMATS.length];
        const path = kind < 0.1 ? '/nowhere.mp3' : '/fast.mp3';
        const duration = Math.min(SECONDS, 2);
        const asked = post(service, { ...request(path, fields), duration }, { signal: leaving.signal });
        // One in ten leaves in the middle.
        if (kind > 0.9) await asked.then(() => leaving.abort()).catch(() => {});
        else expect([200, 502, 429]).toContain((await listen(asked, opusClock())).status);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  };
  const settled = async (): Promise<Footprint> => {
    // A caller who has left is not told to the function, which works on to its end.
    let now = footprint(pid);
    for (let quiet = 0; quiet < 5; ) {
      await pause(200);
      const later = footprint(pid);
      quiet = later.processes === now.processes && later.descriptors === now.descriptors ? quiet + 1 : 0;
      now = later;
    }
    return now;
  };
  await some(3 * STREAMS);
  const before = await settled();
  await some(REQUESTS);
  const after = await settled();
  found(`${REQUESTS} requests: before ${JSON.stringify(before)}, after ${JSON.stringify(after)}`);
  expect(after.processes).toBe(before.processes);
  // Connections that callers keep.
  expect(after.descriptors).toBeLessThanOrEqual(before.descriptors + 2 * lanes);
  expect(after.megabytes).toBeLessThan(before.megabytes * 1.3 + 50);
});

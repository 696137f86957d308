/**
 * What happens to a machine and not to a file: processes that are killed or stopped, a full disk, another ffmpeg. After each nothing
 * is lost: no process, no descriptor, no file, no place, and the next request is answered.
 */
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { findConfinement } from '../../lib/offline/confinement/mounts.ts';
import { DEBIAN, requireDebian } from '../fixtures/debian.ts';
import { found } from '../fixtures/found.ts';
import { media } from '../fixtures/media.ts';
import { everyone, familyOf, type Seen } from '../fixtures/processes.ts';
import { random } from '../fixtures/random.ts';
import { type FileServer, serveFiles } from '../fixtures/servers.ts';
import { bytesOf, post, type Service, startService } from '../fixtures/service.ts';
import { type Footprint, footprint } from '../load/footprint.ts';
import { eventually } from '../offline/emulator.ts';

const PLACES = 2;
const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 1);
const next = random(Number(process.env.FAULT_SEED ?? 20_261_123));

let directory: string;
let binary: string;
let origin: FileServer;
let service: Service;
let before: Footprint;

/** Puts another encoder in place, at once: somebody may be about to start it. */
async function encoderIs(path: string): Promise<void> {
  await writeFile(`${binary}.new`, `#!/bin/sh\nexec ${path} "$@"\n`);
  await chmod(`${binary}.new`, 0o755);
  await rename(`${binary}.new`, binary);
}

const ask = (path: string, fields: object = {}) =>
  post(service, { source_url: origin.url + path, output_format: 'opus', ...fields });
const family = (): Seen[] => familyOf(service.process.pid ?? 0);
/** The encoders that run, and the environments that have started them. */
const encoders = () => {
  const ours = new Set(family().map(({ pid }) => pid));
  return everyone().filter(({ pid, command }) => ours.has(pid) && /\bffmpeg /.test(command));
};
const environmentPids = (): number[] =>
  family().flatMap(({ pid, command }) => (/aws-lambda-ric/.test(command) ? [pid] : []));

/** Waits until all is as it was, and is answered once more in every place. */
async function expectNothingLost(): Promise<void> {
  await eventually(() => {
    expect(encoders()).toEqual([]);
    expect(environmentPids().length).toBe(PLACES);
  });
  // An environment whose caller has left may be about to start his encoder still: his place is free behind it.
  await eventually(async () => {
    const answers = await Promise.all(Array.from({ length: PLACES }, () => ask('/fast.mp3')));
    const lengths = await Promise.all(answers.map(async (answer) => (await bytesOf(answer)).length));
    expect(answers.map(({ status }) => status)).toEqual(Array(PLACES).fill(200));
    for (const length of lengths) expect(length).toBeGreaterThan(100_000);
  });
  await eventually(() => {
    const now = footprint(service.process.pid ?? 0);
    expect(now.processes).toBe(before.processes);
    // Connections that are kept for who asks next.
    expect(now.descriptors).toBeLessThanOrEqual(before.descriptors + 4 * PLACES);
  });
}

/** A stream under way; the encoder of it, and the environment. */
async function underWay() {
  const response = await ask('/paced.mp3');
  expect(response.status).toBe(200);
  const reader = response.body?.getReader();
  await reader?.read();
  await eventually(() => expect(encoders()).toHaveLength(1));
  const [encoder] = encoders();
  const rest = (async () => {
    while (!(await reader?.read())?.done);
  })();
  // Looked at when the fault has happened.
  rest.catch(() => {});
  return { response, rest, encoder: encoder?.pid ?? 0, environment: encoder?.parent ?? 0 };
}

beforeAll(async () => {
  await requireDebian('ffmpeg');
  directory = await mkdtemp(join(tmpdir(), 'sluice-faults-'));
  binary = join(directory, 'ffmpeg');
  await encoderIs(layerBinary('x86_64'));
  const mp3 = await media('mp3');
  origin = await serveFiles({
    '/fast.mp3': { file: mp3 },
    '/paced.mp3': { file: mp3, paceBytesPerSecond: 16_000, burstBytes: 32_000 },
    '/late.mp3': { file: mp3, headersAfterMs: 3_000 },
    // Whose index stands at its end: without ranges it has to be read from disk.
    '/last.m4a': { file: await media('m4a-moov-last'), ranges: false },
  });
  service = await startService({
    ...{ SOURCE_ALLOW: origin.hostPort, FFMPEG_PATH: binary, MAX_CONCURRENT_STREAMS: String(PLACES) },
    REQUEST_TIMEOUT_SECS: '10',
  });
  for (let at = 0; at < 2; at++)
    await Promise.all(Array.from({ length: PLACES }, async () => bytesOf(await ask('/fast.mp3'))));
  before = footprint(service.process.pid ?? 0);
});
afterAll(async () => {
  await service?.stop();
  await origin?.close();
  await rm(directory, { recursive: true, force: true });
});

/** What is done, and what has to come of it. */
type Fault = readonly [name: string, run: () => Promise<void>];

const FAULTS: readonly Fault[] = [
  [
    'An environment that is killed before its answer begins is a 502.',
    async () => {
      const asked = ask('/late.mp3');
      await eventually(() => expect(origin.requests.at(-1)?.url).toBe('/late.mp3'));
      for (const pid of environmentPids()) process.kill(pid, 'SIGKILL');
      expect((await asked).status).toBe(502);
    },
  ],
  [
    'An environment that is killed at its first byte breaks its answer off.',
    async () => {
      const response = await ask('/paced.mp3');
      const [encoder] = encoders();
      expect(encoder).toBeDefined();
      if (encoder) process.kill(encoder.parent, 'SIGKILL');
      await expect(bytesOf(response)).rejects.toThrow();
    },
  ],
  [
    'An environment that is killed midway breaks its answer off.',
    async () => {
      const { rest, environment } = await underWay();
      process.kill(environment, 'SIGKILL');
      await expect(rest).rejects.toThrow();
    },
  ],
  [
    'An encoder that is killed midway breaks its answer off.',
    async () => {
      const { response, rest, encoder } = await underWay();
      process.kill(encoder, 'SIGKILL');
      await expect(rest).rejects.toThrow();
      expect(await service.over(response.headers.get('x-transcode-id') ?? '')).toMatchObject({ code: 'FFMPEG_ERROR' });
    },
  ],
  [
    'An encoder that stands still is ended by the deadline.',
    async () => {
      const { response, rest, encoder } = await underWay();
      process.kill(encoder, 'SIGSTOP');
      await expect(rest).rejects.toThrow();
      expect(await service.over(response.headers.get('x-transcode-id') ?? '')).toMatchObject({ code: 'TIMEOUT' });
    },
  ],
  [
    'An ffmpeg of another version works, or says why not.',
    async () => {
      await encoderIs(DEBIAN.ffmpeg);
      const response = await ask('/fast.mp3');
      const body = await bytesOf(response);
      if (response.status === 200) expect(body.length).toBeGreaterThan(100_000);
      else expect(JSON.parse(body.toString())).toMatchObject({ code: 'FFMPEG_ERROR' });
      await encoderIs(layerBinary('x86_64'));
    },
  ],
  [
    'Callers who leave at any moment take nothing along.',
    async () => {
      const callers = 6 * ROUNDS;
      for (let left = callers; left > 0; left--) {
        const leaving = new AbortController();
        const asked = post(
          service,
          { source_url: `${origin.url}/fast.mp3`, output_format: 'opus' },
          { signal: leaving.signal },
        );
        const gone = asked.then(bytesOf).catch(() => {});
        setTimeout(() => leaving.abort(), 200 * next());
        await gone;
      }
      found(`${callers} callers left`);
    },
  ],
];

test.for(FAULTS)('%s', async ([, run]) => {
  await run();
  await expectNothingLost();
});

/** Each environment has a /tmp of its own only there, and only root may fill it for it. */
const isConfined = process.getuid?.() === 0 && findConfinement() !== undefined;

test.skipIf(!isConfined)(
  'A full disk (which takes root, and a kernel that gives namespaces) is an error of that request alone.',
  async () => {
    const pids = environmentPids();
    const within = (pid: number, ...argv: string[]) => execFileSync('nsenter', ['-t', String(pid), '-m', ...argv]);
    for (const pid of pids) within(pid, 'sh', '-c', 'head -c 600000000 /dev/zero > /tmp/full 2> /dev/null || true');
    const response = await ask('/last.m4a');
    expect([response.status, await response.json()]).toEqual([
      500,
      expect.objectContaining({ code: 'INTERNAL_ERROR' }),
    ]);
    for (const pid of pids) within(pid, 'rm', '/tmp/full');
    expect((await bytesOf(await ask('/last.m4a'))).length).toBeGreaterThan(100_000);
    await expectNothingLost();
  },
);

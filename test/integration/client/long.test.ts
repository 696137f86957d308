import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { layerBinary } from '../../../layers/ffmpeg/layer.ts';
import { transcodeLocally } from '../../../lib/client/fallback/local.ts';
import { createClient } from '../../../lib/client/node/node.ts';
import type { Transcoded } from '../../../lib/client/stream/stream.ts';
import type { OutputFormat } from '../../../lib/contract/formats.ts';
import { dyingFront, type Ending } from '../../fixtures/dying-front.ts';
import { found } from '../../fixtures/found.ts';
import { lockstep } from '../../fixtures/lockstep.ts';
import { type FileServer, serveFiles } from '../../fixtures/servers.ts';
import { type Service, startService } from '../../fixtures/service.ts';
import { sweep } from '../../fixtures/two-hours.ts';

/** A trial has 180 minutes, and a service that dies every 60 s of them (docs/reliability.md). */
const MINUTES = Number(process.env.SEAM_MINUTES ?? 2);
const SECONDS_APART = Number(process.env.SEAM_SECONDS ?? 15);
const RATE = 24_000;
const ffmpegPath = layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64');
const TIMEOUT_MS = 60_000 + MINUTES * 20_000;

let files: FileServer;
let service: Service;
let folder: string;

beforeAll(async () => {
  files = await serveFiles({ '/wav': { file: await sweep(MINUTES) } });
  // A function is not told that its caller has left, and works on: here for no longer than this.
  service = await startService({
    SOURCE_ALLOW: files.hostPort,
    REQUEST_TIMEOUT_SECS: '15',
    MAX_CONCURRENT_STREAMS: '12',
  });
  folder = await mkdtemp(join(tmpdir(), 'sluice-long-'));
}, TIMEOUT_MS);
afterAll(async () => {
  await service?.stop();
  await files?.close();
  if (folder) await rm(folder, { recursive: true });
});

const requestOf = (output_format: OutputFormat) =>
  ({ source_url: `${files.url}/wav`, output_format, sample_rate: RATE, channels: 1 }) as const;

const overFront = (url: string, format: OutputFormat): Promise<Transcoded<Readable>> =>
  createClient({ url, fallback: 'off', breaker: { failures: 1_000 } }).transcode(requestOf(format));

/** @returns how many bytes came */
async function into(path: string, opening: Promise<Transcoded<Readable>>): Promise<number> {
  const { audio } = await opening;
  const file = createWriteStream(path);
  await pipeline(audio, file);
  return file.bytesWritten;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

test.for<[OutputFormat, Ending]>([
  ['pcm', 'reset'],
  ['flac', 'clean'],
  ['opus', 'clean'],
  ['aac', 'reset'],
  ['mp3', 'clean'],
])(
  `${MINUTES} minutes of %s over a service that dies every ${SECONDS_APART} s, by a %s, are the undisturbed ones.`,
  { timeout: TIMEOUT_MS },
  async ([format, ending]) => {
    const [right, seamed] = [join(folder, `right.${format}`), join(folder, `seamed.${format}`)];
    const bytes = await into(right, transcodeLocally(requestOf(format), { ffmpegPath, allow: [files.hostPort] }));
    // Each answer begins a little before the seam, so that one more of a second is let through.
    const each = (bytes / (MINUTES * 60)) * (SECONDS_APART + 1.5);
    const front = await dyingFront(service.url, ending, () => Math.round(each));
    onTestFinished(front.close);
    await into(seamed, overFront(front.url, format));
    expect(front.cuts()).toBeGreaterThan((MINUTES * 60) / SECONDS_APART / 2);
    found(`${format}: ${MINUTES} minutes broken every ${SECONDS_APART} s, ${front.cuts()} seams by a ${ending}`);
    if (format === 'pcm' || format === 'flac') {
      expect(await hashOf(seamed)).toBe(await hashOf(right));
      return;
    }
    const { samples, steps, apart } = await lockstep(right, seamed, RATE);
    expect(samples[1]).toBe(samples[0]);
    // A click is a step that the signal itself does not have.
    expect(steps[1]).toBeLessThan(steps[0] * 1.1);
    // A tone of 200 Hz that is a millisecond late is apart from itself by 1.2; two encodings of it are by a tenth.
    expect(apart).toBeLessThan(0.3);
  },
);

test('A stream that is made here goes on behind the bytes that an answer may have.', {
  timeout: TIMEOUT_MS,
}, async () => {
  const twenty = await serveFiles({ '/wav': { file: await sweep(20) } });
  onTestFinished(twenty.close);
  const request = { source_url: `${twenty.url}/wav`, output_format: 'pcm' } as const;
  const { audio } = await transcodeLocally(request, { ffmpegPath, allow: [twenty.hostPort] });
  let bytes = 0;
  for await (const chunk of audio) bytes += chunk.length;
  expect(bytes).toBe(20 * 60 * 192_000);
});

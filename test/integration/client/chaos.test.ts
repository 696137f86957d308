import { afterAll, beforeAll, expect, test } from 'vitest';
import { layerBinary } from '../../../layers/ffmpeg/layer.ts';
import { createClient } from '../../../lib/client/node/node.ts';
import type { RequestInput } from '../../../lib/contract/schema.ts';
import { delayOf } from '../../fixtures/apart.ts';
import { decode } from '../../fixtures/audio.ts';
import { found } from '../../fixtures/found.ts';
import { here } from '../../fixtures/here.ts';
import { media } from '../../fixtures/media.ts';
import { between, pick, random } from '../../fixtures/random.ts';
import { type FileServer, serveFiles } from '../../fixtures/servers.ts';
import { type Chaos, chaos, MISHAPS } from './chaos.ts';

/** How many moments; a trial has 200 (docs/reliability.md). */
const MOMENTS = Number(process.env.CHAOS_MOMENTS ?? 16);
const SEED = Number(process.env.CHAOS_SEED ?? 1);
const AT_ONCE = 3;
/** Each stream may have several mishaps, some of which wait for a clock of the client. */
const PATIENCE_MS = 60_000 + MOMENTS * 10_000;

const next = random(SEED);
const FIELDS: readonly [Fields, ...Fields[]] = [
  { output_format: 'pcm' },
  { output_format: 'flac', sample_rate: 44100 },
  { output_format: 'wav', filters: { eq_preset: 'bass_boost' } },
  { output_format: 'opus' },
  { output_format: 'aac' },
  { output_format: 'mp3' },
];
type Fields = Partial<RequestInput> & Pick<RequestInput, 'output_format'>;
/** Bytes a second, so that what happens happens somewhere within the twenty of them. */
const BYTES: Readonly<Record<string, number>> = {
  pcm: 192_000,
  wav: 192_000,
  flac: 90_000,
  opus: 12_000,
  aac: 16_000,
  mp3: 16_000,
};

let files: FileServer;
const fronts: Chaos[] = [];
const wholes = new Map<string, Promise<Buffer>>();
const silences: number[] = [];

beforeAll(async () => {
  files = await serveFiles({ '/wav': { file: await media('wav') } });
});
afterAll(async () => {
  await Promise.all(fronts.map((front) => front.close()));
  await files?.close();
});

const requestOf = (fields: Fields): RequestInput => ({ source_url: `${files.url}/wav`, ...fields });

function wholeOf(fields: Fields): Promise<Buffer> {
  const key = JSON.stringify(fields);
  const known = wholes.get(key) ?? here(requestOf(fields), [files.hostPort]);
  wholes.set(key, known);
  return known;
}

/** Reads a stream to its end, and notes how long each chunk was waited for. */
async function read(audio: AsyncIterable<Uint8Array>, waits: number[]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let asked = performance.now();
  for await (const chunk of audio) {
    waits.push(performance.now() - asked);
    chunks.push(chunk);
    asked = performance.now();
  }
  return Buffer.concat(chunks);
}

/** What is wrong with what was heard; nothing, if all is well. */
async function wrongWith(heard: Buffer, fields: Fields): Promise<string | undefined> {
  const whole = await wholeOf(fields);
  if (heard.equals(whole)) return undefined;
  if (['pcm', 'wav', 'flac'].includes(fields.output_format)) return `${heard.length} other bytes than ${whole.length}`;
  const [right, spliced] = [await decode(whole), await decode(heard)];
  if (right.length !== spliced.length) return `${spliced.length} samples of ${right.length}`;
  for (let from = 48_000; from < right.length - 48_000; from += 96_000) {
    const delay = delayOf(spliced, right, from, 480, -480);
    if (delay !== 0) return `${delay} samples late at ${from}`;
  }
  return undefined;
}

async function moment(front: Chaos): Promise<string | undefined> {
  const fields = pick(next, FIELDS);
  const client = createClient({
    url: front.url,
    timeouts: { connectMs: 1_000 },
    fallback: { allow: [files.hostPort], ffmpegPath: layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64') },
  });
  const waits: number[] = [];
  const began = performance.now();
  const { audio } = await client.transcode(requestOf(fields));
  waits.push(performance.now() - began);
  const heard = await read(audio, waits);
  silences.push(Math.max(...waits));
  const wrong = await wrongWith(heard, fields);
  return wrong && `${fields.output_format}: ${wrong}`;
}

test(`Whatever happens at ${MOMENTS} random moments, nothing is lost and nothing is heard twice.`, {
  timeout: PATIENCE_MS,
}, async () => {
  const settings = { SOURCE_ALLOW: files.hostPort };
  // A service each, of which no more are of use than there are streams.
  for (const { output_format } of FIELDS.slice(0, MOMENTS)) {
    fronts.push(await chaos(settings, next, Math.round((BYTES[output_format] ?? 0) * between(next, 1, 19))));
  }
  let left = MOMENTS;
  const wrong: string[] = [];
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      const front = pick(next, fronts as [Chaos, ...Chaos[]]);
      const found = await moment(front).catch((error: unknown) => `failed: ${error}`);
      if (found) wrong.push(found);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const sorted = silences.toSorted((one, other) => one - other);
  const happened = MISHAPS.map(
    (mishap) => `${mishap} ${fronts.reduce((sum, front) => sum + (front.happened.get(mishap) ?? 0), 0)}`,
  );
  const worst = Math.round(sorted.at(-1) ?? 0);
  found(`${MOMENTS} streams; ${happened.join(', ')}`);
  found(`longest wait of a stream: median ${Math.round(sorted[sorted.length >> 1] ?? 0)} ms, worst ${worst} ms`);
  expect(wrong).toEqual([]);
});

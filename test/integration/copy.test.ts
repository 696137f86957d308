import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { parseRequest } from '../../lib/contract/parse.ts';
import { probe } from '../../lib/session/probe.ts';
import { openSession } from '../../lib/session/session.ts';
import { decode, opusinfo } from '../fixtures/audio.ts';
import { type MediaKind, media } from '../fixtures/media.ts';
import { programmes } from '../fixtures/programme.ts';
import { serveRadio } from '../fixtures/radio.ts';
import { type FileServer, serveFiles } from '../fixtures/servers.ts';
import { tagsRead } from '../fixtures/tags.ts';

/** Sources that are what these fields ask for, and how many samples later their copy may begin. */
const COPIED = [
  ['mp3', { output_format: 'mp3', sample_rate: 44_100 }],
  ['mp3-cover', { output_format: 'mp3', sample_rate: 44_100 }],
  ['aac', { output_format: 'aac', sample_rate: 44_100, bitrate: 160 }],
  ['m4a', { output_format: 'aac', sample_rate: 44_100, bitrate: 160 }],
  ['opus', { output_format: 'opus', bitrate: 128 }],
  ['webm', { output_format: 'opus', bitrate: 128 }],
  ['flac', { output_format: 'flac', sample_rate: 44_100 }],
  ['wav', { output_format: 'wav', sample_rate: 44_100 }],
  ['wav', { output_format: 'pcm', sample_rate: 44_100 }],
] as const satisfies readonly (readonly [MediaKind, Record<string, unknown>])[];

/** Bytes that come first, before the rest comes bit by bit. */
const FIRST_PIECES = [100, 400, 1_000, 100_000];

let origin: FileServer;
const paths = new Map<string, string>();

beforeAll(async () => {
  const kinds = new Set<MediaKind>([...COPIED.map(([kind]) => kind), 'vorbis', 'm4a-moov-last']);
  for (const kind of kinds) paths.set(kind, await media(kind));
  const files = [...paths.values()].map((file) => [`/${basename(file)}`, { file }] as const);
  const cut = [...paths].map(
    ([kind, file]) => [`/cut/${kind}`, { file, cutAfterBytes: 60_000, headers: { etag: '' }, ranges: false }] as const,
  );
  const inPieces = [...paths].flatMap(([kind, file]) =>
    FIRST_PIECES.map(
      (burstBytes) => [`/${burstBytes}/${kind}`, { file, burstBytes, paceBytesPerSecond: 2_000_000 }] as const,
    ),
  );
  origin = await serveFiles(Object.fromEntries([...files, ...cut, ...inPieces]));
});
afterAll(() => origin?.close());

const options = () => ({
  binary: layerBinary('x86_64'),
  allow: new Set([origin.hostPort]),
  userAgent: 'Sluice/test',
  deadline: performance.now() + 60_000,
  // Longer than it is waited for in earnest: what is tried here does not depend on how busy this machine is.
  tailMs: 5_000,
  log: () => {},
});

const urlOf = (kind: string): string => `${origin.url}/${basename(paths.get(kind) ?? '')}`;

async function answer(source_url: string, fields: Record<string, unknown>) {
  const { facts, body } = await openSession(parseRequest({ source_url, ...fields }), options());
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return { facts, audio: Buffer.concat(chunks) };
}

/** Raw samples have no header that would tell a decoder what they are. */
const samplesOf = (format: string, audio: Buffer): Promise<Float32Array> => {
  const raw = ['-f', 's16le', '-ar', '44100', '-ac', '2'];
  if (format === 'pcm') return decode(audio, { rate: 44_100, inputOptions: raw });
  if (format === 'wav') return decode(audio.subarray(audio.indexOf('data') + 8), { rate: 44_100, inputOptions: raw });
  return decode(audio, { rate: format === 'opus' ? 48_000 : 44_100 });
};

/** Where `part` begins in `whole`, within the first few thousand samples; −1 where it does not. */
function offsetIn(whole: Float32Array, part: Float32Array): number {
  const from = 40_000;
  const length = 2_000;
  for (let offset = -4_000; offset <= 4_000; offset++) {
    let isSame = true;
    for (let at = 0; at < length && isSame; at++) {
      isSame = Math.abs((whole[from + offset + at] ?? 0) - (part[from + at] ?? 9)) < 1e-4;
    }
    if (isSame) return offset;
  }
  return Number.NaN;
}

describe('a source that is what was asked for is passed on', () => {
  test.for(COPIED)('%s, asked for as %j', async ([kind, fields]) => {
    const { facts, audio } = await answer(urlOf(kind), fields);
    expect(facts.mode).toBe('copy');
    const source = await decode(paths.get(kind) ?? '', { rate: fields.output_format === 'opus' ? 48_000 : 44_100 });
    const copy = await samplesOf(fields.output_format, audio);
    const offset = offsetIn(source, copy);
    // A file says how much of its first frame is to be dropped; a stream of MP3 or AAC frames cannot: up to two frames.
    if (fields.output_format === 'aac' || fields.output_format === 'mp3') expect(Math.abs(offset)).toBeLessThan(2_304);
    else expect(offset).toBe(0);
    // WebM says how much of the last packet is to be dropped, and a copy into Ogg by ffmpeg does not: less than 20 ms.
    const longer = kind === 'webm' ? 960 : /aac|mp3/.test(fields.output_format) ? 3_456 : 0;
    expect(Math.abs(copy.length - source.length)).toBeLessThanOrEqual(longer);
    if (fields.output_format === 'opus') expect(await opusinfo(audio)).not.toMatch(/WARNING|missing EOS/i);
  });

  test.for(COPIED)('and HEAD says so: %s, asked for as %j', async ([kind, fields]) => {
    const request = parseRequest({ source_url: urlOf(kind), ...fields });
    const { facts } = await answer(urlOf(kind), fields);
    const { mode, bitrate } = await probe(request, options());
    expect({ mode, bitrate }).toEqual({ mode: 'copy', bitrate: facts.bitrate });
  });

  test('with the bitrate that it has', async () => {
    const { facts } = await answer(urlOf('mp3'), { output_format: 'mp3', sample_rate: 44_100, bitrate: 320 });
    expect(facts).toMatchObject({ mode: 'copy', bitrate: 128 });
  });

  test('without its cover', async () => {
    const { audio } = await answer(urlOf('mp3-cover'), { output_format: 'mp3', sample_rate: 44_100 });
    expect(audio.length).toBeLessThan((await readFile(paths.get('mp3') ?? '')).length * 1.02);
  });

  test.for(['mp3', 'aac', 'opus', 'flac', 'wav'] as const)('and broken off where it breaks: %s', async (kind) => {
    const fields = COPIED.find(([name]) => name === kind)?.[1] ?? {};
    await expect(answer(`${origin.url}/cut/${kind}`, fields)).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
  });
});

describe('an MP4 with its index at the end', () => {
  const source = () => urlOf('m4a-moov-last');
  test('is passed on, has its tags and its bitrate, and can be faded out at its end', async () => {
    const copied = await answer(source(), { output_format: 'aac', sample_rate: 44_100, bitrate: 160 });
    expect(copied.facts.mode).toBe('copy');
    const { facts } = await answer(source(), { output_format: 'opus', fade_out: 2 });
    expect([facts.mode, facts.contentDuration]).toEqual(['encode', 20]);
  });
});

describe('a source that is not is encoded', () => {
  test.for<[MediaKind, Record<string, unknown>]>([
    ['mp3', { output_format: 'mp3' }],
    ['mp3', { output_format: 'mp3', sample_rate: 44_100, bitrate: 64 }],
    ['opus', { output_format: 'opus', start: 1 }],
    ['flac', { output_format: 'flac', sample_rate: 44_100, filters: { volume: 0.5 } }],
    ['m4a', { output_format: 'opus' }],
  ])('%s, asked for as %j', async ([kind, fields]) => {
    expect((await answer(urlOf(kind), fields)).facts.mode).toBe('encode');
  });
});

describe('what a source is called, its answer is called', () => {
  test.for(['opus', 'mp3', 'flac', 'wav'] as const)('in %s, without a cover', async (output_format) => {
    const { audio } = await answer(urlOf('mp3-cover'), { output_format, duration: 2 });
    expect(await tagsRead(audio)).toMatchObject({ title: 'Millpond', artist: 'Sluice' });
    expect(audio.length).toBeLessThan(500_000);
  });

  test('also where its packets are passed on', async () => {
    const { audio, facts } = await answer(urlOf('mp3'), { output_format: 'mp3', sample_rate: 44_100 });
    expect(facts.mode).toBe('copy');
    expect(await tagsRead(audio)).toMatchObject({ title: 'Millpond', artist: 'Sluice' });
  });
});

describe('nothing depends on the pieces in which a source arrives', () => {
  test.for<[MediaKind, Record<string, unknown>]>([
    ['mp3', { output_format: 'mp3', sample_rate: 44_100 }],
    ['mp3', { output_format: 'opus', duration: 1 }],
    ['aac', { output_format: 'aac', sample_rate: 44_100, bitrate: 160 }],
    ['m4a', { output_format: 'flac', duration: 1, filters: { speed: 1.25 } }],
    ['m4a', { output_format: 'aac', sample_rate: 44_100, bitrate: 160 }],
    ['opus', { output_format: 'opus', bitrate: 128 }],
    ['webm', { output_format: 'opus', bitrate: 128 }],
    ['flac', { output_format: 'flac', sample_rate: 44_100 }],
    ['vorbis', { output_format: 'mp3', duration: 1 }],
  ])('%s, asked for as %j', async ([kind, fields]) => {
    const answers: Buffer[] = [];
    for (const first of FIRST_PIECES) {
      const { audio, facts } = await answer(`${origin.url}/${first}/${kind}`, fields);
      answers.push(Buffer.concat([Buffer.from(`${facts.mode} ${facts.bitrate}`), audio]));
    }
    expect(answers.every((each) => answers[0]?.equals(each))).toBe(true);
  });
});

test.for([
  ['mp3', { output_format: 'mp3', sample_rate: 44_100 }],
  ['aac', { output_format: 'aac', sample_rate: 44_100, bitrate: 256 }],
] as const)('A station is passed on too, and ends at its limit: %s.', async ([kind, fields]) => {
  const station = await serveRadio({ as: 'icecast', programme: await programmes[kind]() });
  onTestFinished(() => station.close());
  const onAir = { ...options(), allow: new Set([station.hostPort]), deadline: performance.now() + 7_000 };
  const { facts, body } = await openSession(parseRequest({ source_url: `${station.url}/`, ...fields }), onAir);
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  expect(facts).toMatchObject({ mode: 'copy', sourceCodec: kind });
  const seconds = (await decode(Buffer.concat(chunks), { rate: 44_100 })).length / 44_100;
  // Whole frames, and the decoder's delay.
  expect(Math.abs(seconds - (facts.streamLimit ?? 0))).toBeLessThan(0.1);
});

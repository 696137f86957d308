import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { layerBinary } from '../../../layers/ffmpeg/layer.ts';
import { parseRequest } from '../../../lib/contract/parse.ts';
import { openSession } from '../../../lib/session/session.ts';
import { decode } from '../../fixtures/audio.ts';
import { requireDebian } from '../../fixtures/debian.ts';
import { encoded } from '../../fixtures/encoded.ts';
import { type StreamKind, stream } from '../../fixtures/joined.ts';
import { type FileServer, serveFiles, serveRaw } from '../../fixtures/servers.ts';
import { bytesOf, post, startService } from '../../fixtures/service.ts';

/** Bytes that are missing in front: the rest of a frame is left of the first. */
const MISSING = { 'mp3-128': 1_000, 'mp3-320': 500, 'mp3-low': 77, aac: 333 } as const;
const KINDS = Object.keys(MISSING) as (keyof typeof MISSING)[];

const RATES: Readonly<Partial<Record<StreamKind, number>>> = { 'mp3-low': 22_050 };

/** Bytes that a station has sent when it waits for the answer: a quarter of what ffmpeg probes of what it does not know. */
const SENT = 8_192;

/** An ID3v2 tag of padding. */
const tag = (size: number): Buffer =>
  Buffer.concat([Buffer.from('ID3\x03\0\0\0\0', 'latin1'), Buffer.from([size >> 7, size & 0x7f]), Buffer.alloc(size)]);

let origin: FileServer;
beforeAll(async () => {
  await requireDebian('ffmpeg');
  const files: Record<string, { file: Buffer; paceBytesPerSecond?: number; burstBytes?: number }> = {};
  for (const kind of KINDS) {
    const file = (await stream(kind)).subarray(MISSING[kind]);
    files[`/${kind}`] = { file };
    files[`/tagged/${kind}`] = { file: Buffer.concat([tag(300), tag(5_000), file]) };
    files[`/pieces/${kind}`] = { file, burstBytes: 70, paceBytesPerSecond: 2_000_000 };
  }
  const info = await stream('mp3-info');
  files['/junk'] = { file: Buffer.concat([Buffer.alloc(700, 0x20), info]) };
  const fragments = await encoded(false, '-c:a', 'aac', '-movflags', 'empty_moov+default_base_moof', '-f', 'mp4');
  const free = Buffer.alloc(0x1ba);
  free.writeUInt32BE(free.length);
  free.write('free', 4, 'latin1');
  files['/fragments'] = { file: fragments };
  files['/free'] = { file: Buffer.concat([free, fragments]) };
  origin = await serveFiles(files);
}, 60_000);
afterAll(() => origin?.close());

async function answered(path: string, fields: Record<string, unknown>) {
  const request = parseRequest({ source_url: `${origin.url}/${path}`, ...fields });
  const { facts, body } = await openSession(request, {
    binary: layerBinary('x86_64'),
    allow: new Set([origin.hostPort]),
    userAgent: 'Sluice/test',
    deadline: performance.now() + 60_000,
    log: () => {},
  });
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return { facts, bytes: Buffer.concat(chunks) };
}

describe.for(KINDS)('%s that begins in the middle of a frame', (kind) => {
  const rate = RATES[kind] ?? 48_000;
  const format = kind === 'aac' ? 'aac' : 'mp3';
  const pcm = { output_format: 'pcm', sample_rate: rate };

  let whole: Awaited<ReturnType<typeof answered>>;
  beforeAll(async () => {
    whole = await answered(kind, pcm);
  });

  test('is decoded from its first whole frame on, and its length is that', () => {
    const { facts, bytes } = whole;
    expect([facts.sourceFormat, facts.sourceCodec]).toEqual([format, format]);
    // What is missing is not a frame more than what was cut off.
    expect(bytes.length / 4 / rate).toBeGreaterThan(29.8);
    if (format === 'mp3') expect(bytes.length / 4).toBe(Math.round((facts.sourceDuration ?? 0) * rate));
    else expect(facts.sourceDuration).toBeUndefined();
  });

  test('is read the same in whatever pieces it comes', async () => {
    expect((await answered(`pieces/${kind}`, pcm)).bytes.equals(whole.bytes)).toBe(true);
  });

  test('is the same behind two tags in a row', async () => {
    const tagged = await answered(`tagged/${kind}`, pcm);
    expect(tagged.facts.sourceDuration).toBe(whole.facts.sourceDuration);
    expect(tagged.bytes.equals(whole.bytes)).toBe(true);
  });

  test('has at a far start what it has there read through', async () => {
    const part = await answered(kind, { ...pcm, start: 25 });
    expect(part.bytes.equals(whole.bytes.subarray(25 * rate * 4))).toBe(true);
  });
});

test.for(['mp3-320', 'aac'] as const)('%s is passed on from its first whole frame on', async (kind) => {
  const format = kind === 'aac' ? 'aac' : 'mp3';
  const { facts, bytes } = await answered(kind, { output_format: format, bitrate: 320 });
  const source = await stream(kind);
  expect([facts.mode, source.subarray(-bytes.length).equals(bytes)]).toEqual(['copy', true]);
  expect((await decode(bytes, { rate: 48_000 })).length).toBeGreaterThan(29.8 * 48_000);
});

test('an MP3 behind something else is known, and as long as is told', async () => {
  const { facts, bytes } = await answered('junk', { output_format: 'pcm' });
  expect([facts.sourceFormat, bytes.length / 4]).toEqual(['mp3', Math.round((facts.sourceDuration ?? 0) * 48_000)]);
});

test('an MP4 whose first box has the size of a program stream’s signature is an MP4', async () => {
  const [plain, behind] = [
    await answered('fragments', { output_format: 'pcm' }),
    await answered('free', { output_format: 'pcm' }),
  ];
  expect([behind.facts.sourceFormat, behind.bytes.equals(plain.bytes)]).toEqual(['m4a', true]);
});

test('a station that lets in its listeners anywhere is heard before it has sent what a probe would take', async () => {
  const sockets: { readonly kind: StreamKind; readonly socket: Socket }[] = [];
  const stations = await Promise.all(
    (['mp3-128', 'aac'] as const).map(async (kind) => {
      const audio = (await stream(kind)).subarray(MISSING[kind]);
      const station = await serveRaw((socket) => {
        sockets.push({ kind, socket });
        socket.write('HTTP/1.0 200 OK\r\nContent-Type: audio/mpeg\r\nicy-name:Radio Millpond\r\n\r\n');
        // And not a byte more until it is told.
        socket.write(audio.subarray(0, SENT));
      });
      onTestFinished(() => station.close());
      return { kind, audio, station };
    }),
  );
  const service = await startService({ SOURCE_ALLOW: stations.map(({ station }) => station.hostPort).join() });
  onTestFinished(() => void service.stop());
  for (const { kind, audio, station } of stations) {
    const fields = { source_url: station.url, output_format: 'pcm', channels: 1, duration: 2 };
    const response = await post(service, fields);
    expect([response.status, response.headers.get('x-source-format')]).toEqual([200, kind === 'aac' ? 'aac' : 'mp3']);
    sockets.find((each) => each.kind === kind)?.socket.write(audio.subarray(SENT));
    expect((await bytesOf(response)).length).toBe(2 * 48_000 * 2);
  }
}, 30_000);

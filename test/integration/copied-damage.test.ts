import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { adtsFrameLength } from '../../lib/audio/adts.ts';
import { mpegHeader } from '../../lib/audio/mpeg/header.ts';
import { sourcePages } from '../../lib/audio/source-length/ogg-page.ts';
import { parseRequest } from '../../lib/contract/parse.ts';
import { openSession } from '../../lib/session/session.ts';
import { requireDebian } from '../fixtures/debian.ts';
import { encoded } from '../fixtures/encoded.ts';
import { serveFiles } from '../fixtures/servers.ts';

beforeAll(() => requireDebian('ffmpeg'), 300_000);

const MP3 = ['-write_xing', '0', '-id3v2_version', '0', '-f', 'mp3'];
const mp3 = (kbps: number, ...more: string[]) =>
  encoded(false, '-c:a', 'libmp3lame', '-b:a', `${kbps}k`, ...more, ...MP3);
const adts = (...more: string[]) => encoded(false, '-c:a', 'aac', '-b:a', '128k', ...more, '-f', 'adts');

/** The answer to a request for the bytes as they are; what it came to, where it is broken off. */
async function answer(content: Buffer, fields: Record<string, unknown>) {
  const server = await serveFiles({ '/source': { file: content } });
  onTestFinished(() => server.close());
  const request = parseRequest({ source_url: `${server.url}/source`, sample_rate: 44_100, ...fields });
  const { facts, body } = await openSession(request, {
    binary: layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64'),
    allow: new Set([server.hostPort]),
    userAgent: 'Sluice/test',
    deadline: performance.now() + 60_000,
    tailMs: 5_000,
    log: () => {},
  });
  const chunks: Buffer[] = [];
  let failure: string | undefined;
  try {
    for await (const chunk of body) chunks.push(chunk);
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  return { mode: facts.mode, audio: Buffer.concat(chunks), failure };
}

/** Where the frame begins in which a byte stands. */
function frameAround(
  bytes: Buffer,
  offset: number,
  lengthAt: (bytes: Buffer, at: number) => number | undefined,
): number {
  let at = 0;
  for (let next = lengthAt(bytes, at); next && at + next <= offset; next = lengthAt(bytes, at)) at += next;
  return at;
}
const middle = (bytes: Buffer) => frameAround(bytes, bytes.length / 2, adtsFrameLength);
const without = (bytes: Buffer, from: number, to: number) =>
  Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);

describe('what is no frame', () => {
  const NOISE = Buffer.alloc(3_000, 0x55);

  test('is left out of MP3 that is passed on, and nothing behind it.', async () => {
    const whole = await mp3(128);
    const at = frameAround(whole, 100_000, (bytes, offset) => mpegHeader(bytes, offset)?.length);
    const source = Buffer.concat([whole.subarray(0, at), NOISE, whole.subarray(at), NOISE]);
    const { mode, audio, failure } = await answer(source, { output_format: 'mp3', bitrate: 128 });
    expect({ mode, failure, isWhole: audio.equals(whole) }).toEqual({
      mode: 'copy',
      failure: undefined,
      isWhole: true,
    });
  });

  test('is left out of AAC that is passed on, and nothing behind it.', async () => {
    const whole = await adts();
    const at = middle(whole);
    const source = Buffer.concat([whole.subarray(0, at), NOISE, whole.subarray(at)]);
    const { mode, audio, failure } = await answer(source, { output_format: 'aac', bitrate: 160 });
    expect({ mode, failure, isWhole: audio.equals(whole) }).toEqual({
      mode: 'copy',
      failure: undefined,
      isWhole: true,
    });
  });

  test('is no end of AAC that is decoded.', async () => {
    const whole = await adts();
    const at = middle(whole);
    const source = Buffer.concat([whole.subarray(0, at), Buffer.alloc(60_000), whole.subarray(at)]);
    const undamaged = await answer(whole, { output_format: 'pcm' });
    const { audio, failure } = await answer(source, { output_format: 'pcm' });
    expect(failure).toBeUndefined();
    // A frame or two are lost with what they overlap.
    expect(undamaged.audio.length - audio.length).toBeLessThanOrEqual(2 * 1024 * 4);
  });

  test('is the end of AAC where it is as good as endless, and that is told.', async () => {
    const whole = await adts();
    const at = middle(whole);
    const source = Buffer.concat([whole.subarray(0, at), Buffer.alloc(900_000), whole.subarray(at)]);
    const { failure } = await answer(source, { output_format: 'pcm' });
    expect(failure).toBe('The encoder stopped before the end of the source.');
  });

  test('is no sample: PCM that is passed on ends with a whole one.', async () => {
    const whole = await encoded(false, '-c:a', 'pcm_s16le', '-f', 'wav');
    const { mode, audio } = await answer(whole.subarray(0, whole.length - 4001), { output_format: 'pcm' });
    expect([mode, audio.length % 4]).toEqual(['copy', 0]);
  });
});

describe('a source that goes on as something else is broken off there', () => {
  test('MP3 of another rate.', async () => {
    const first = await mp3(128);
    const source = Buffer.concat([first, await mp3(128, '-ar', '48000')]);
    const { mode, audio, failure } = await answer(source, { output_format: 'mp3', bitrate: 128 });
    expect(failure).toBe(
      'The source goes on with 48000 Hz, 2 channels, and could not be passed on as it is any longer.',
    );
    expect([mode, first.subarray(0, audio.length).equals(audio)]).toEqual(['copy', true]);
  });

  test('AAC of one channel.', async () => {
    const source = Buffer.concat([await adts(), await adts('-ac', '1')]);
    const { failure } = await answer(source, { output_format: 'aac', bitrate: 160 });
    expect(failure).toBe(
      'The source goes on with 44100 Hz, 1 channel, and could not be passed on as it is any longer.',
    );
  });

  test('MP3 with more than was asked for.', async () => {
    const source = Buffer.concat([await mp3(64), await mp3(320), await mp3(320)]);
    const { audio, failure } = await answer(source, { output_format: 'mp3', bitrate: 64 });
    expect(failure).toBe(
      'The source goes on with a higher bitrate than was asked for, and could not be passed on as it is.',
    );
    expect(audio.length).toBeLessThan((64 / 8) * 1000 * 1.1 * 45);
  });

  test('encoded from there on, it is whole.', async () => {
    const source = Buffer.concat([await mp3(128), await mp3(128, '-ar', '48000')]);
    const { mode, failure } = await answer(source, { output_format: 'mp3', bitrate: 128, start: 15 });
    expect([mode, failure]).toEqual(['encode', undefined]);
  });
});

describe('a second that is missing midway is missed', () => {
  const SHORT = 'The source ends before it said it would.';

  test('in Ogg.', async () => {
    const whole = await encoded(false, '-c:a', 'libopus', '-b:a', '64k', '-page_duration', '100000', '-f', 'ogg');
    const broken = Buffer.from(whole);
    // Ten pages of a tenth of a second whose checksums do not hold are dropped.
    for (const { next } of sourcePages(whole, 0).slice(50, 60))
      broken.writeUInt8(~(broken[next - 1] ?? 0) & 0xff, next - 1);
    const fields = { output_format: 'opus', sample_rate: 48_000, bitrate: 96 };
    const { mode, failure } = await answer(broken, fields);
    expect([mode, failure]).toEqual(['copy', SHORT]);
  });

  test('in FLAC.', async () => {
    const whole = await encoded(false, '-c:a', 'flac', '-f', 'flac');
    const { mode, failure } = await answer(without(whole, 500_000, 700_000), { output_format: 'flac' });
    expect([mode, failure]).toEqual(['copy', SHORT]);
  });

  test('in MP3 whose info frame counts.', async () => {
    const whole = await encoded(false, '-c:a', 'libmp3lame', '-b:a', '128k', '-id3v2_version', '0', '-f', 'mp3');
    const fields = { output_format: 'mp3', bitrate: 128 };
    const { mode, failure } = await answer(without(whole, 100_000, 116_000), fields);
    expect([mode, failure]).toEqual(['copy', SHORT]);
  });
});

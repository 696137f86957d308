import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createClient, type NodeClientOptions } from '../../../lib/client/node/node.ts';
import type { Warning } from '../../../lib/client/warnings.ts';
import type { RequestInput } from '../../../lib/contract/schema.ts';
import { delayOf, worstApart } from '../../fixtures/apart.ts';
import { decode, opusinfo } from '../../fixtures/audio.ts';
import { type DyingFront, dyingFront, type Ending } from '../../fixtures/dying-front.ts';
import { here } from '../../fixtures/here.ts';
import { media } from '../../fixtures/media.ts';
import { type FileServer, serveFiles } from '../../fixtures/servers.ts';
import { type Service, startService } from '../../fixtures/service.ts';

let files: FileServer;
let service: Service;

beforeAll(async () => {
  const sources = (['wav', 'mp3', 'opus'] as const).map(
    async (kind) => [`/${kind}`, { file: await media(kind) }] as const,
  );
  files = await serveFiles(Object.fromEntries(await Promise.all(sources)));
  service = await startService({ SOURCE_ALLOW: files.hostPort });
});
afterAll(async () => {
  await service?.stop();
  await files?.close();
});

type Fields = Partial<RequestInput> & Pick<RequestInput, 'output_format'>;
const requestOf = (fields: Fields, kind = 'wav'): RequestInput => ({ source_url: `${files.url}/${kind}`, ...fields });
const wholeOf = (fields: Fields, kind?: string): Promise<Buffer> => here(requestOf(fields, kind), [files.hostPort]);

async function through(front: DyingFront, fields: Fields, kind?: string, options: Partial<NodeClientOptions> = {}) {
  const warnings: Warning[] = [];
  const client = createClient({
    ...{ url: front.url, fallback: 'off', retry: { firstDelayMs: 1 } },
    onWarning: (warning) => warnings.push(warning),
    ...options,
  });
  const { audio, origin } = await client.transcode(requestOf(fields, kind));
  return { bytes: Buffer.concat(await audio.toArray()), warnings, origin };
}

async function dying(ending: Ending, bytes: (call: number) => number | undefined): Promise<DyingFront> {
  const front = await dyingFront(service.url, ending, bytes);
  onTestFinished(front.close);
  return front;
}

/** Breaks at a seventh of the whole and so on: the legs are longer than what they begin before. */
const SEVENTHS = 6.3;

describe.each<Ending>(['reset', 'clean'])('an answer that ends by a %s', (ending) => {
  test.for<[string, Fields, string?]>([
    ['pcm', { output_format: 'pcm' }],
    ['wav', { output_format: 'wav', sample_rate: 16000, channels: 1 }],
    ['flac', { output_format: 'flac' }],
    ['flac of its own rate', { output_format: 'flac', sample_rate: 44100, start: 1.3, duration: 15 }],
    ['pcm with an equaliser', { output_format: 'pcm', filters: { eq_preset: 'bass_boost', volume: 0.8 } }, 'mp3'],
  ])('goes on to the sample: %s', async ([, fields, kind]) => {
    const whole = await wholeOf(fields, kind);
    const front = await dying(ending, () => Math.floor(whole.length / SEVENTHS));
    const { bytes } = await through(front, fields, kind);
    expect(front.cuts()).toBeGreaterThanOrEqual(6);
    expect(bytes.equals(whole)).toBe(true);
  });

  test('goes on within its fades to the sample', async () => {
    const fields = { output_format: 'pcm', fade_in: 4, fade_out: 4 } as const;
    const whole = await wholeOf(fields);
    const front = await dying(ending, () => Math.floor(whole.length / 3.7));
    expect((await through(front, fields)).bytes.equals(whole)).toBe(true);
    expect(front.cuts()).toBeGreaterThanOrEqual(3);
  });
});

test.for<[string, Ending, Fields]>([
  ['opus', 'reset', { output_format: 'opus' }],
  ['opus without low_latency', 'clean', { output_format: 'opus', low_latency: false, bitrate: 64 }],
  ['aac', 'reset', { output_format: 'aac' }],
  ['aac at 44.1 kHz', 'clean', { output_format: 'aac', sample_rate: 44100, channels: 1 }],
  ['mp3', 'reset', { output_format: 'mp3' }],
  ['mp3 at 22 kHz', 'clean', { output_format: 'mp3', sample_rate: 22050 }],
])(
  'What is coded goes on at a frame, with no more noise than its encoder makes: %s, %s.',
  async ([, ending, fields]) => {
    const whole = await wholeOf(fields);
    const front = await dying(ending, () => Math.floor(whole.length / SEVENTHS));
    const { bytes } = await through(front, fields);
    expect(front.cuts()).toBeGreaterThanOrEqual(6);
    const [source, right, spliced] = [
      await decode(await wholeOf({ ...fields, output_format: 'flac' })),
      await decode(whole),
      await decode(bytes),
    ];
    expect(spliced.length).toBe(right.length);
    // Two encodings of the same are no further apart than twice what one of them is from what it was made of.
    expect(worstApart(spliced, right)).toBeLessThan(2 * worstApart(right, source, delayOf(right, source)));
  },
);

test('The other side of a broken stream may be this machine.', async () => {
  const fields = { output_format: 'flac', filters: { eq_preset: 'treble' } } as const;
  const whole = await wholeOf(fields);
  // Nobody is there any more behind the first answer.
  const front = await dying('reset', (call) => (call === 0 ? 300_000 : 0));
  const fallback = { afterMs: 100, allow: [files.hostPort] };
  const { bytes, origin, warnings } = await through(front, fields, 'wav', { fallback, retry: { attempts: 0 } });
  expect(bytes.equals(whole)).toBe(true);
  expect(origin()).toBe('fallback');
  expect(warnings.map(({ kind }) => kind)).toEqual(['resumed', 'fallback']);
});

test('An Opus stream with seams is one stream in order.', async () => {
  const fields = { output_format: 'opus' } as const;
  const whole = await wholeOf(fields);
  const front = await dying('clean', () => Math.floor(whole.length / SEVENTHS));
  const { bytes } = await through(front, fields);
  expect(await opusinfo(bytes)).not.toMatch(/WARNING|ERROR/i);
});

test('A stream that is passed on as it is goes on encoded.', async () => {
  const fields = { output_format: 'opus', bitrate: 128 } as const;
  const source = await wholeOf({ output_format: 'flac' }, 'opus');
  const front = await dying('reset', (call) => (call === 0 ? 100_000 : undefined));
  const { bytes } = await through(front, fields, 'opus');
  const [original, spliced] = [await decode(source), await decode(bytes)];
  expect(spliced.length).toBe(original.length);
  expect(delayOf(spliced, original, 600_000, 960, -960)).toBe(0);
});

test('A service that falls silent midway is left for another answer of it.', async () => {
  const fields = { output_format: 'pcm' } as const;
  const whole = await wholeOf(fields);
  const front = await dying('silence', (call) => (call === 0 ? 1_000_000 : undefined));
  const { bytes, warnings } = await through(front, fields, 'wav', { timeouts: { idleMs: 200 } });
  expect(bytes.equals(whole)).toBe(true);
  expect(warnings).toMatchObject([{ kind: 'resumed', trouble: 'late' }]);
});

test('Answers in a row that break where they begin leave no trace of it in the one that goes on.', async () => {
  const fields = { output_format: 'pcm', filters: { eq_preset: 'bass_boost' } } as const;
  const whole = await wholeOf(fields);
  // Four do not come as far as the stream is, so the fifth begins a sixteenth as far in front as the first would.
  const front = await dying('reset', (call) => [900_000, 5_000, 5_000, 5_000, 5_000][call]);
  const { bytes } = await through(front, fields);
  expect(front.cuts()).toBe(5);
  expect(bytes.equals(whole)).toBe(true);
});

test('Switched off, a stream that breaks is broken.', async () => {
  const front = await dying('reset', () => 100_000);
  await expect(through(front, { output_format: 'pcm' }, 'wav', { resume: false })).rejects.toMatchObject({
    trouble: 'broken',
  });
});

test('A service that breaks every answer where it begins is given up.', async () => {
  const front = await dying('reset', (call) => (call === 0 ? 500_000 : 10));
  await expect(through(front, { output_format: 'pcm' })).rejects.toMatchObject({
    trouble: 'broken',
    recoverable: true,
  });
  expect(front.calls()).toBeLessThan(10);
});

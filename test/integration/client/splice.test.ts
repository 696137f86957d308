import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokenStream } from '../../fixtures/broken-stream.ts';
import { media } from '../../fixtures/media.ts';
import { random } from '../../fixtures/random.ts';
import { type FileServer, serveFiles } from '../../fixtures/servers.ts';
import { legOf, spliced } from '../../fixtures/spliced.ts';

/** Breaks in twenty seconds. */
const TIMES = 5;

let files: FileServer;

beforeAll(async () => {
  const sources = (['wav', 'mp3', 'opus', 'aac'] as const).map(
    async (kind) => [`/${kind}`, { file: await media(kind) }] as const,
  );
  files = await serveFiles(Object.fromEntries(await Promise.all(sources)));
});
afterAll(() => files?.close());

const breaks = () => ({ allow: [files.hostPort], times: TIMES, next: random(5) });

test.for<[string, Record<string, unknown>, string?]>([
  ['pcm', { output_format: 'pcm', low_latency: false }],
  ['wav at a low rate, mono', { output_format: 'wav', sample_rate: 16_000, channels: 1 }],
  ['flac of an MP3 with an equaliser', { output_format: 'flac', filters: { eq_preset: 'voice' } }, 'mp3'],
  ['flac at 44.1 kHz', { output_format: 'flac', sample_rate: 44_100 }],
  ['flac with fades', { output_format: 'flac', fade_in: 2, fade_out: 5 }],
  [
    'pcm of the lowest band',
    { output_format: 'pcm', filters: { eq_bands: [12, 0, 0, 0, 0, 0, 0, 0, 0, 0], volume: 0.4 } },
  ],
])('What loses nothing is the same to the bit: %s.', async ([, fields, kind = 'wav']) => {
  const request = { source_url: `${files.url}/${kind}`, ...fields };
  const whole = await legOf(request, [files.hostPort]);
  const { bytes, seams } = await spliced(request, whole, breaks());
  expect(seams.length).toBe(TIMES);
  expect(bytes.equals(whole.bytes)).toBe(true);
});

test.for<[string, Record<string, unknown>, string?]>([
  ['opus', { output_format: 'opus' }],
  ['opus of speech', { output_format: 'opus', sample_rate: 16_000, channels: 1, bitrate: 16, low_latency: false }],
  ['aac at 44.1 kHz', { output_format: 'aac', sample_rate: 44_100, filters: { eq_preset: 'treble' } }],
  ['mp3 with a fade', { output_format: 'mp3', fade_out: 6 }],
  ['mp3 at a low rate, mono', { output_format: 'mp3', sample_rate: 22_050, channels: 1 }],
  ['the packets of an Opus file', { output_format: 'opus', bitrate: 128 }, 'opus'],
  ['the frames of an AAC file', { output_format: 'aac', sample_rate: 44_100, bitrate: 160 }, 'aac'],
  ['the frames of an MP3 file', { output_format: 'mp3', sample_rate: 44_100, bitrate: 160 }, 'mp3'],
])(
  'What is coded goes on at its own place, with no more noise than its encoder makes: %s.',
  async ([, fields, kind]) => {
    const request = { source_url: `${files.url}/${kind ?? 'wav'}`, ...fields };
    const stream = await brokenStream(request, breaks());
    expect(stream.mode).toBe(kind ? 'copy' : 'encode');
    expect(stream.longer).toBe(0);
    expect(stream.lags).toEqual(Array.from({ length: TIMES }, () => 0));
    // Two encodings of the same are no further apart than each of them is from what it was made of, and half again.
    expect(stream.noise).toBeLessThan(2);
    expect(stream.step).toBeLessThan(1.5);
  },
);

test.for([
  ['speed', { speed: 1.25 }],
  ['pitch', { pitch: 0.9 }],
] as const)('What is stretched goes on within 30 ms: %s.', async ([, filters]) => {
  const request = { source_url: `${files.url}/wav`, output_format: 'opus', filters };
  const { longer, lags } = await brokenStream(request, breaks());
  // 30 ms at 48 kHz, of which nothing adds up.
  expect(Math.abs(longer)).toBeLessThan(1440);
  for (const lag of lags) expect(Math.abs(lag)).toBeLessThan(1440);
});

test.for([
  ['pcm', { speed: 1.25 }],
  ['pcm', { pitch: 0.9 }],
  ['pcm', { speed: 0.8, pitch: 1.1 }],
] as const)(
  'Samples that are stretched go on in phase, without a click: %s with %j.',
  async ([output_format, filters]) => {
    const request = { source_url: `${files.url}/wav`, output_format, filters };
    const { longer, lags, step } = await brokenStream(request, breaks());
    expect(Math.abs(longer)).toBeLessThan(1440 * TIMES);
    expect(lags.length).toBe(TIMES);
    expect(step).toBeLessThan(1.5);
  },
);

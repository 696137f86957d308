import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decode, opusinfo, probe } from '../../fixtures/audio.ts';
import { type MediaKind, media, tone } from '../../fixtures/media.ts';
import { type FileServer, serveFiles } from '../../fixtures/servers.ts';
import { bytesOf, post, type Service, startService } from '../../fixtures/service.ts';

/** Seconds of the sample that all media are made of. */
const SAMPLE = 20;

const SOURCES = ['mp3', 'mp3-vbr', 'mp3-cover', 'flac', 'vorbis', 'wav', 'm4a', 'opus', 'aac', 'webm'] as const;
const FORMAT_OF: Readonly<Record<(typeof SOURCES)[number], [format: string, codec: string]>> = {
  mp3: ['mp3', 'mp3'],
  'mp3-vbr': ['mp3', 'mp3'],
  'mp3-cover': ['mp3', 'mp3'],
  flac: ['flac', 'flac'],
  vorbis: ['ogg', 'vorbis'],
  wav: ['wav', 'pcm_s16le'],
  m4a: ['m4a', 'aac'],
  opus: ['ogg', 'opus'],
  aac: ['aac', 'aac'],
  webm: ['webm', 'opus'],
};

let origin: FileServer;
let service: Service;
const urls = new Map<string, string>();

beforeAll(async () => {
  const steady = await tone(1000, 4);
  const files = [...(await Promise.all(SOURCES.map((kind: MediaKind) => media(kind)))), steady];
  origin = await serveFiles(Object.fromEntries(files.map((file) => [`/${basename(file)}`, { file }])));
  service = await startService({ SOURCE_ALLOW: origin.hostPort });
  for (const kind of SOURCES) urls.set(kind, `${origin.url}/${basename(await media(kind))}`);
  urls.set('1000 Hz', `${origin.url}/${basename(steady)}`);
});
afterAll(async () => {
  await service?.stop();
  await origin?.close();
});

const transcode = async (source: string, fields: Record<string, unknown>) => {
  const response = await post(service, { source_url: urls.get(source), ...fields });
  expect(response.status).toBe(200);
  return { headers: response.headers, audio: await bytesOf(response) };
};

describe('every source becomes Opus, faster and with more bass', () => {
  test.for(SOURCES)('%s', async (kind) => {
    const { headers, audio } = await transcode(kind, {
      output_format: 'opus',
      filters: { speed: 1.25, eq_preset: 'bass_boost' },
    });
    expect([headers.get('X-Source-Format'), headers.get('X-Source-Codec')]).toEqual(FORMAT_OF[kind]);
    expect(headers.get('Content-Type')).toBe('audio/ogg; codecs=opus');
    expect(await probe(audio)).toMatchObject({ format: 'ogg', codec: 'opus', channels: 2, rate: 48000 });
    // Encoders of the source pad it to whole frames, the longest of them 26 ms; the answer's own frames are 20 ms.
    expect((await decode(audio)).length / 48000).toBeCloseTo(SAMPLE / 1.25, 1);
    expect(await opusinfo(audio)).not.toMatch(/WARNING|missing EOS/i);
  });
});

describe('every format comes out as what it says', () => {
  const raw = ['-f', 's16le', '-ar', '48000', '-ac', '2'];
  test.for<[string, string, string, string]>([
    ['opus', 'ogg', 'opus', 'audio/ogg; codecs=opus'],
    ['aac', 'aac', 'aac', 'audio/aac'],
    ['mp3', 'mp3', 'mp3', 'audio/mpeg'],
    ['flac', 'flac', 'flac', 'audio/flac'],
    ['wav', 'wav', 'pcm_s16le', 'audio/wav'],
    ['pcm', '', '', 'audio/pcm; rate=48000; channels=2'],
  ])('%s', async ([output_format, format, codec, contentType]) => {
    const { headers, audio } = await transcode('flac', { output_format });
    expect(headers.get('Content-Type')).toBe(contentType);
    expect(headers.get('Content-Length')).toBeNull();
    expect([headers.get('X-Sample-Rate'), headers.get('X-Channels')]).toEqual(['48000', '2']);
    expect(headers.get('X-Content-Duration')).toBe(String(SAMPLE));
    if (codec) expect(await probe(audio)).toMatchObject({ format, codec });
    // A streamed WAV's header promises 4 GB, which a strict reader holds against it: what it holds is PCM all the same.
    const headless = output_format === 'wav' ? audio.subarray(audio.indexOf('data') + 8) : audio;
    const samples = await decode(headless, /pcm|wav/.test(output_format) ? { inputOptions: raw } : {});
    expect(samples.length / 48000).toBeCloseTo(SAMPLE, 0.8);
  });

  test.for([
    { output_format: 'mp3', sample_rate: 8000, channels: 1 },
    { output_format: 'aac', sample_rate: 22050, channels: 1 },
    { output_format: 'wav', sample_rate: 12000, channels: 1 },
    { output_format: 'flac', sample_rate: 44100, channels: 2 },
    { output_format: 'opus', sample_rate: 16000, channels: 1 },
  ])('at the rate and with the channels that were asked for: %j', async (fields) => {
    const { headers, audio } = await transcode('wav', fields);
    expect([headers.get('X-Sample-Rate'), headers.get('X-Channels')]).toEqual([
      `${fields.sample_rate}`,
      `${fields.channels}`,
    ]);
    // Opus always decodes at 48 kHz (RFC 7845, section 5.1).
    const rate = fields.output_format === 'opus' ? 48000 : fields.sample_rate;
    expect(await probe(audio)).toMatchObject({ rate, channels: fields.channels });
  });

  test('and twice the same to the byte', async () => {
    const [first, second] = [
      await transcode('mp3', { output_format: 'opus' }),
      await transcode('mp3', { output_format: 'opus' }),
    ];
    expect(first.audio.equals(second.audio)).toBe(true);
  });
});

describe('a part of a source', () => {
  test('begins at start and has the duration', async () => {
    const { audio } = await transcode('1000 Hz', { output_format: 'flac', start: 1, duration: 1.5, channels: 1 });
    expect((await decode(audio)).length).toBe(1.5 * 48000);
  });
  test('that begins past the end is refused on start', async () => {
    const response = await post(service, { source_url: urls.get('1000 Hz'), output_format: 'opus', start: 60 });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ details: { issues: [{ field: 'start', value: 60 }] } });
  });
});

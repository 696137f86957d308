import { describe, expect, test } from 'vitest';
import { dependsOnCoding, planFor } from '../../../lib/audio/plan.ts';
import type { SourceCoding } from '../../../lib/audio/source-coding/coding.ts';
import { parseRequest } from '../../../lib/contract/parse.ts';

const request = (fields: Record<string, unknown> = {}) =>
  parseRequest({ source_url: 'https://example.com/a', output_format: 'mp3', ...fields });

const mp3: SourceCoding = {
  codec: 'mp3',
  sampleRate: 48_000,
  channels: 2,
  bitrate: 128,
  lossy: true,
  copyable: true,
};
const flac: SourceCoding = { codec: 'flac', sampleRate: 48_000, channels: 2, lossy: false, copyable: true };

describe('what is already as it was asked for is passed on', () => {
  test.for<[string, Record<string, unknown>, SourceCoding]>([
    ['the same codec, rate, channels and bitrate', {}, mp3],
    ['a lower bitrate than the default', {}, { ...mp3, bitrate: 64 }],
    ['a lower bitrate than was asked for', { bitrate: '320k' }, mp3],
    ['the same bitrate but for a fraction', {}, { ...mp3, bitrate: 128.4 }],
    ['FLAC, which has no bitrate', { output_format: 'flac' }, flac],
    ['samples in a WAV, as PCM', { output_format: 'pcm' }, { ...flac, codec: 'pcm_s16le' }],
    ['filters that do nothing', { filters: { speed: 1, volume: 1, eq_bands: Array(10).fill(0) } }, mp3],
  ])('%s', ([, fields, coding]) => expect(planFor(request(fields), coding).mode).toBe('copy'));

  test('and its bitrate is the source’s', () =>
    expect(planFor(request(), { ...mp3, bitrate: 63.8 }).request.bitrate).toBe(64));
});

describe('everything else is encoded', () => {
  test.for<[string, Record<string, unknown>, SourceCoding | undefined]>([
    ['a source that does not tell', {}, undefined],
    ['another codec', { output_format: 'opus' }, mp3],
    ['another sample rate', { sample_rate: 44_100 }, mp3],
    ['other channels', { channels: 1 }, mp3],
    ['a higher bitrate than the default', {}, { ...mp3, bitrate: 192 }],
    ['a higher bitrate than was asked for', { bitrate: 64 }, mp3],
    ['a bitrate that is a little higher', {}, { ...mp3, bitrate: 131 }],
    [
      'Opus in long packets, for low latency',
      { output_format: 'opus' },
      { ...mp3, codec: 'opus', bitrate: 64, packetMs: 60 },
    ],
    ['a bitrate that nobody knows', {}, { codec: 'mp3', sampleRate: 48_000, channels: 2, lossy: true, copyable: true }],
    ['packets that may not be passed on', {}, { ...mp3, copyable: false }],
    ['a part of the source', { start: 1 }, mp3],
    ['a duration', { duration: 5 }, mp3],
    ['a fade', { fade_in: 1 }, mp3],
    ['another loudness', { normalize: true }, mp3],
    ['another speed', { filters: { speed: 1.5 } }, mp3],
    ['another volume', { filters: { volume: 0.5 } }, mp3],
    ['an equaliser', { filters: { eq_preset: 'treble' } }, mp3],
  ])('%s', ([, fields, coding]) => expect(planFor(request(fields), coding).mode).toBe('encode'));
});

describe('a lossy source gets no higher bitrate than it has', () => {
  test.for<[Record<string, unknown>, Partial<SourceCoding>, number]>([
    [{ output_format: 'opus' }, { bitrate: 64.7 }, 64],
    [{ output_format: 'opus' }, { bitrate: 93 }, 96],
    [{ output_format: 'opus' }, { bitrate: 320 }, 96],
    // 61 and a twentieth: 64 is the next that MP3 has.
    [{ output_format: 'mp3', sample_rate: 44_100 }, { bitrate: 61 }, 64],
    [{ output_format: 'mp3', sample_rate: 44_100 }, { bitrate: 60 }, 56],
    [{ output_format: 'mp3', sample_rate: 44_100 }, { bitrate: 16 }, 32],
    [{ output_format: 'opus' }, { bitrate: 8 }, 12],
  ])('%j of %j: %d', ([fields, coding, bitrate]) =>
    expect(planFor(request(fields), { ...mp3, ...coding }).request.bitrate).toBe(bitrate),
  );

  test.for<[string, Record<string, unknown>, SourceCoding]>([
    ['a bitrate was asked for', { output_format: 'opus', bitrate: 96 }, { ...mp3, bitrate: 32 }],
    ['a quality was asked for', { output_format: 'aac', quality: 'medium' }, { ...mp3, bitrate: 32 }],
    ['the source is not lossy', { output_format: 'opus' }, flac],
  ])('unless %s', ([, fields, coding]) => expect(planFor(request(fields), coding).request.bitrate).toBe(96));
});

test('nobody waits for what a source says of its coding where nothing depends on it', () => {
  expect(dependsOnCoding(request({ bitrate: 128, filters: { volume: 0.5 } }), 'mp3')).toBe(false);
  expect(dependsOnCoding(request({ output_format: 'wav', start: 3 }), 'mp3')).toBe(false);
  expect(dependsOnCoding(request({ output_format: 'flac' }), 'mp3')).toBe(true);
  expect(dependsOnCoding(request({ output_format: 'opus', start: 3 }), 'mp3')).toBe(true);
});

import { describe, expect, test } from 'vitest';
import type { OutputFormat } from '../../lib/contract/formats.ts';
import { parseRequest } from '../../lib/contract/parse.ts';

const request = (fields: Record<string, unknown>) =>
  parseRequest({ source_url: 'https://example.com/a.mp3', output_format: 'opus', ...fields });

describe('a bitrate that is asked for', () => {
  const table: readonly [OutputFormat, number, 1 | 2, readonly number[], readonly number[]][] = [
    ['opus', 48000, 2, [12, 96, 512], [11, 513]],
    ['opus', 8000, 1, [6, 256], [5, 257]],
    ['mp3', 48000, 2, [32, 128, 320], [8, 31, 97, 144, 321]],
    ['mp3', 44100, 2, [32, 320], [24, 336]],
    ['mp3', 24000, 2, [8, 144, 160], [192, 224]],
    ['mp3', 22050, 1, [8, 160], [192]],
    ['mp3', 16000, 1, [8, 160], [7, 192]],
    ['mp3', 12000, 2, [8, 64], [80, 160]],
    ['mp3', 8000, 1, [8, 64], [80]],
    ['aac', 48000, 2, [24, 128, 320], [23, 321]],
    ['aac', 8000, 1, [6, 48], [5, 49]],
    ['aac', 44100, 1, [20, 224], [19, 225]],
  ];
  for (const [output_format, sample_rate, channels, inside, outside] of table) {
    const where = `${output_format} at ${sample_rate} Hz with ${channels} channels`;
    test.for(inside)(`${where} takes %d kbit/s, as a number and as a string`, (bitrate) => {
      expect(request({ output_format, sample_rate, channels, bitrate }).bitrate).toBe(bitrate);
      expect(request({ output_format, sample_rate, channels, bitrate: `${bitrate}k` }).bitrate).toBe(bitrate);
    });
    test.for(outside)(`${where} refuses %d kbit/s`, (bitrate) => {
      expect(() => request({ output_format, sample_rate, channels, bitrate })).toThrow(/bitrate must be/);
    });
  }
  test.for(['96', '96K', '96kbps', ' 96k', '-96k', 'k', '', 96.5, 0, -1, true, null])('refuses %j', (bitrate) => {
    expect(() => request({ bitrate })).toThrow(/bitrate must be a whole number/);
  });
  test.for(['pcm', 'flac', 'wav'])('is ignored for %s', (output_format) => {
    expect(request({ output_format, bitrate: '7k' })).not.toHaveProperty('bitrate');
  });
});

describe('a bitrate that is not asked for', () => {
  test.for<[string, number | undefined]>([
    ['opus', 96],
    ['aac', 128],
    ['mp3', 128],
    ['pcm', undefined],
    ['flac', undefined],
    ['wav', undefined],
  ])('is %s’s default, %s', ([output_format, kbps]) => expect(request({ output_format }).bitrate).toBe(kbps));

  test.for<[string, string, number]>([
    ['opus', 'low', 32],
    ['opus', 'medium', 64],
    ['opus', 'high', 128],
    ['opus', 'lossless', 256],
    ['mp3', 'low', 64],
    ['mp3', 'medium', 128],
    ['mp3', 'high', 192],
    ['mp3', 'lossless', 320],
    ['aac', 'low', 48],
    ['aac', 'medium', 96],
    ['aac', 'high', 160],
    ['aac', 'lossless', 256],
  ])('for %s follows the quality %s: %d', ([output_format, quality, kbps]) => {
    expect(request({ output_format, quality }).bitrate).toBe(kbps);
  });
  test('moves to the nearest that is allowed', () => {
    expect(request({ output_format: 'mp3', quality: 'lossless', sample_rate: 8000 }).bitrate).toBe(64);
    expect(request({ output_format: 'opus', quality: 'lossless', channels: 1 }).bitrate).toBe(256);
  });
  test('yields to one that is asked for', () => {
    expect(request({ quality: 'low', bitrate: '100k' }).bitrate).toBe(100);
  });
});

describe('the sample rate of opus', () => {
  test.for<[number, number]>([
    [8000, 8000],
    [12000, 12000],
    [16000, 16000],
    [22050, 24000],
    [24000, 24000],
    [44100, 48000],
    [48000, 48000],
  ])('asked for %d Hz is %d Hz', ([sample_rate, real]) => expect(request({ sample_rate }).sample_rate).toBe(real));
});

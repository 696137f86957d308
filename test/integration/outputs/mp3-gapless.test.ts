import { beforeAll, describe, expect, test } from 'vitest';
import { withLeadingBytes } from '../../../lib/audio/leading-bytes.ts';
import { wav } from '../../../lib/cli/sample/wav.ts';
import { parseRequest } from '../../../lib/contract/parse.ts';
import { answerTo, piped } from '../../fixtures/answer.ts';
import { decode } from '../../fixtures/audio.ts';
import { DEBIAN, requireDebian } from '../../fixtures/debian.ts';
import { dense } from '../../fixtures/dense.ts';

beforeAll(() => requireDebian('ffmpeg', 'mpg123'), 300_000);

/** Where the error is least: how many samples the decoded audio begins late. */
function lag(decoded: Float32Array, original: Float32Array, channels: number): number {
  const from = 2_400 * channels;
  let best = { lag: Number.NaN, error: Number.POSITIVE_INFINITY };
  for (let shift = -1_200; shift <= 1_200; shift++) {
    let error = 0;
    for (let i = from; i < from + 1_000 * channels; i++) {
      error += ((decoded[i + shift * channels] ?? 0) - (original[i] ?? 0)) ** 2;
    }
    if (error < best.error) best = { lag: shift, error };
  }
  return best.lag;
}

/** Every MPEG version, the bitrates whose frames are too small for the tag, both numbers of channels. */
const STREAMS: readonly [sampleRate: number, bitrate: number, channels: 1 | 2][] = [
  [48_000, 128, 2],
  [44_100, 320, 1],
  [44_100, 32, 2],
  [24_000, 8, 1],
  [22_050, 144, 2],
  [16_000, 24, 2],
  [12_000, 64, 1],
  [8_000, 8, 2],
];

describe.for(STREAMS)('MP3 at %d Hz and %d kbit/s with %d channels', ([sample_rate, bitrate, channels]) => {
  // A prime: no whole number of frames.
  const samples = 15_013;
  const original = dense(samples, sample_rate, channels);
  const floats = Float32Array.from(original, (sample) => sample / 32_768);
  const fields = { output_format: 'mp3', sample_rate, bitrate, channels };
  const answer = async (known?: number): Promise<Buffer> => {
    const request = parseRequest({ source_url: 'http://sound.invalid/', ...fields });
    const audio = await answerTo(fields, wav(original, { rate: sample_rate, channels }));
    const length = known === undefined ? {} : { sourceDuration: known / sample_rate };
    return withLeadingBytes({ mode: 'encode', request, ...length }, audio);
  };

  test('is the source to the sample, where its length was known', async () => {
    const bytes = await answer(samples);
    const byFfmpeg = await decode(bytes, { rate: sample_rate, channels });
    const raw = await piped(DEBIAN.mpg123, ['-q', '-e', 'f32', '-s', '-'], bytes);
    const byMpg123 = new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length));
    for (const decoded of [byFfmpeg, byMpg123]) {
      expect(decoded.length).toBe(samples * channels);
      expect(lag(decoded, floats, channels)).toBe(0);
    }
  });

  test('begins where the source does, where its length was not known', async () => {
    const decoded = await decode(await answer(), { rate: sample_rate, channels });
    expect(lag(decoded, floats, channels)).toBe(0);
    expect(decoded.length).toBeGreaterThan(samples * channels);
  });
});

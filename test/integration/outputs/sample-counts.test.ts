import { beforeAll, describe, expect, test } from 'vitest';
import { layerBinary } from '../../../layers/ffmpeg/layer.ts';
import type { Container } from '../../../lib/audio/container.ts';
import { SAMPLE_RATES, sampleRateFor } from '../../../lib/contract/formats.ts';
import { answerTo, inTurns, piped } from '../../fixtures/answer.ts';
import { decode, opusinfo } from '../../fixtures/audio.ts';
import { DEBIAN, requireDebian } from '../../fixtures/debian.ts';
import { denseWav } from '../../fixtures/dense.ts';
import { granuleOf, pagesOf } from '../../fixtures/ogg-page.ts';

const EXACT = ['pcm', 'wav', 'flac', 'opus'] as const;
type Exact = (typeof EXACT)[number];

/** Hz of sources. */
const SOURCES = [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000];

beforeAll(() => requireDebian('ffmpeg', 'opus-tools'), 300_000);

/** Samples a channel of a stereo answer, at its own rate. */
async function samplesOf(format: Exact, answer: Buffer, rate: number): Promise<number> {
  if (format === 'pcm') return answer.length / 4;
  if (format === 'wav') return (answer.length - 44) / 4;
  if (format === 'opus') {
    // RFC 7845, section 4: the last granule position less what is skipped, at 48 kHz whatever the source had.
    const pages = pagesOf(answer);
    const preSkip = pages[0]?.readUInt16LE(28 + 10) ?? Number.NaN;
    return ((Number(granuleOf(pages.at(-1) ?? answer)) - preSkip) * rate) / 48_000;
  }
  const decoded = await piped(
    layerBinary('x86_64'),
    ['-v', 'error', '-f', 'flac', '-i', 'pipe:0', '-f', 's16le', '-'],
    answer,
  );
  return decoded.length / 4;
}

const each = EXACT.flatMap((output_format) =>
  SAMPLE_RATES.filter((rate) => sampleRateFor(output_format, rate) === rate).flatMap((sample_rate) =>
    // Formats that hold the very samples of PCM are made at three of the rates only.
    ['pcm', 'opus'].includes(output_format) || sample_rate % 16_000 === 0 ? [{ output_format, sample_rate }] : [],
  ),
);

describe.for(SOURCES)('a source at %d Hz', (rate) => {
  test.for([rate / 5 + 1, 7_919].map(Math.ceil))(
    'with %d samples has as many in every answer, less than one more or less where it is resampled',
    async (samples) => {
      const source = denseWav(samples, rate, 2);
      const found = await inTurns(each, async ({ output_format, sample_rate }) => {
        const low_latency = sample_rate !== 24_000;
        const answer = await answerTo({ output_format, sample_rate, low_latency }, source);
        const off = (await samplesOf(output_format, answer, sample_rate)) - (samples * sample_rate) / rate;
        return { output_format, sample_rate, off };
      });
      // The resampler's phases do not end where the source does: it gives the sample before or after.
      expect(found.filter(({ sample_rate, off }) => Math.abs(off) >= (sample_rate === rate ? 1e-6 : 1))).toEqual([]);
    },
  );
});

test('a source of one sample is one sample', async () => {
  const source = denseWav(1, 48_000, 2);
  for (const output_format of EXACT) {
    const answer = await answerTo({ output_format }, source);
    expect(await samplesOf(output_format, answer, 48_000)).toBe(1);
  }
});

describe('a part of a source', () => {
  const CONTAINERS: readonly [Container, readonly string[]][] = [
    ['wav', ['-c:a', 'pcm_s16le', '-f', 'wav']],
    ['flac', ['-c:a', 'flac', '-f', 'flac']],
    ['mp3', ['-c:a', 'libmp3lame', '-b:a', '128k', '-f', 'mp3']],
  ];
  test.for(CONTAINERS)('of %s has the samples of its duration, from the start or not', async ([container, argv]) => {
    const wav = denseWav(48_000, 48_000, 2);
    const source = await piped(DEBIAN.ffmpeg, ['-v', 'error', '-i', 'pipe:0', ...argv, '-'], wav);
    for (const output_format of EXACT) {
      for (const fields of [{ duration: 0.30001 }, { start: 0.123, duration: 0.5 }]) {
        const answer = await answerTo({ output_format, ...fields }, source, container);
        expect(await samplesOf(output_format, answer, 48_000)).toBe(Math.round(fields.duration * 48_000));
      }
    }
  });
});

describe('Opus that is decoded by others', () => {
  test.for(SAMPLE_RATES.filter((rate) => sampleRateFor('opus', rate) === rate))(
    'at %d Hz is as long as its source, and nothing is wrong with it',
    async (sample_rate) => {
      for (const low_latency of [true, false]) {
        const answer = await answerTo(
          { output_format: 'opus', sample_rate, low_latency },
          denseWav(12_007, sample_rate, 2),
        );
        const expected = (12_007 * 48_000) / sample_rate;
        expect((await decode(answer)).length).toBe(expected);
        const raw = await piped(DEBIAN.opusdec, ['--quiet', '--rate', '48000', '--float', '-', '-'], answer);
        expect(raw.length / 8).toBe(expected);
        expect(await opusinfo(answer)).not.toMatch(/warning/i);
      }
    },
  );
});

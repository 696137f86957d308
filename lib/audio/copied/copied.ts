import type { TranscodeRequest } from '../../contract/request.ts';
import { channelsOf } from '../aac-config.ts';
import { mpegHeader } from '../mpeg/header.ts';
import { ADTS_HEADER_LENGTH, adtsHeader, BLOCK_SAMPLES } from '../source-coding/adts.ts';
import { copiedFlac } from './flac.ts';
import { type CopiedAudio, copiedFrames, type FrameAt } from './frames.ts';
import { copiedPackets } from './pages.ts';
import { copiedSamples } from './samples.ts';

/** Bytes of an MPEG audio header (ISO 11172-3, 2.4.1.3). */
const MPEG_HEADER = 4;

const kindOf = (sampleRate: number, channels: number): string =>
  `${sampleRate} Hz, ${channels} ${channels === 1 ? 'channel' : 'channels'}`;

const mp3Frame: FrameAt = (bytes, offset) => {
  const header = mpegHeader(bytes, offset);
  if (header?.layer !== 3) return undefined;
  const { length, sampleRate, samplesPerFrame, mono } = header;
  return { length, seconds: samplesPerFrame / sampleRate, kind: kindOf(sampleRate, mono ? 1 : 2) };
};

const adtsFrame: FrameAt = (bytes, offset) => {
  const header = adtsHeader(bytes, offset);
  if (!header) return undefined;
  const { length, sampleRate, blocks, configuration } = header;
  return {
    length,
    seconds: (blocks * BLOCK_SAMPLES) / sampleRate,
    kind: kindOf(sampleRate, channelsOf(configuration)),
  };
};

/** Watches an answer that is made of its source's own packets: nobody decodes those, so nobody else would see what is wrong. */
export function copiedAudio({ output_format, sample_rate, channels }: TranscodeRequest): CopiedAudio {
  switch (output_format) {
    case 'mp3':
      return copiedFrames(output_format, mp3Frame, MPEG_HEADER);
    case 'aac':
      return copiedFrames(output_format, adtsFrame, ADTS_HEADER_LENGTH);
    case 'opus':
      return copiedPackets();
    case 'flac':
      return copiedFlac(sample_rate);
    case 'wav':
    case 'pcm':
      return copiedSamples(output_format, sample_rate, channels);
  }
}

import { AIFF_HEADER, commonChunk } from '../source-length/aiff.ts';
import { CAF_HEADER, describe } from '../source-length/caf.ts';
import { CAF, chunks, IFF } from '../source-length/chunks.ts';
import { type CodedBytes, coding, type SourceCoding } from './coding.ts';

/** AIFF, AU and CAF. Their samples could be copied where they are PCM, but hardly anything is saved by it. */

/** AIFF-C's types beside PCM (Apple, "AIFF-C"; `ff_codec_aiff_tags` in libavformat/aiff.c). */
const AIFF_CODECS: Readonly<Record<string, string>> = {
  ...{ alaw: 'pcm_alaw', ALAW: 'pcm_alaw', ulaw: 'pcm_mulaw', ULAW: 'pcm_mulaw', ima4: 'adpcm_ima_qt' },
  ...{ fl32: 'pcm_f32be', FL32: 'pcm_f32be', fl64: 'pcm_f64be', FL64: 'pcm_f64be' },
};

/** Big-endian PCM; of a single byte there is no order to name. */
const pcm = (bits: number, order: 'be' | 'le'): string =>
  bits <= 8 ? 'pcm_s8' : `pcm_s${Math.ceil(bits / 8) * 8}${order}`;

export function aiffCoding({ head }: CodedBytes): SourceCoding | undefined {
  for (const { id, start, size } of chunks(head, AIFF_HEADER, IFF)) {
    if (id !== 'COMM') continue;
    const common = commonChunk(head, start, size, head.toString('latin1', 8, 12) === 'AIFC');
    if (!common) return undefined;
    const { type, bits, sampleRate, channels, frameLength, frameSamples } = common;
    const codec = AIFF_CODECS[type] ?? pcm(bits, type === 'sowt' ? 'le' : 'be');
    const bitrate = (frameLength * 8 * sampleRate) / frameSamples / 1000;
    return coding({ codec, sampleRate, channels, bitrate });
  }
  return undefined;
}

/** Sun's encodings (au(5); `codec_au_tags` in libavformat/au.c), and bits of a sample. */
const AU_CODECS: Readonly<Record<number, readonly [codec: string, bits: number]>> = {
  1: ['pcm_mulaw', 8],
  2: ['pcm_s8', 8],
  3: ['pcm_s16be', 16],
  4: ['pcm_s24be', 24],
  5: ['pcm_s32be', 32],
  6: ['pcm_f32be', 32],
  7: ['pcm_f64be', 64],
  23: ['adpcm_g726le', 4],
  24: ['adpcm_g722', 4],
  25: ['adpcm_g726le', 3],
  26: ['adpcm_g726le', 5],
  27: ['pcm_alaw', 8],
};

export function auCoding({ head }: CodedBytes): SourceCoding | undefined {
  const [codec, bits] = (head.length >= 24 ? AU_CODECS[head.readUInt32BE(12)] : undefined) ?? [];
  if (codec === undefined || bits === undefined) return undefined;
  const sampleRate = head.readUInt32BE(16);
  const channels = head.readUInt32BE(20);
  return coding({ codec, sampleRate, channels, bitrate: (bits * sampleRate * channels) / 1000 });
}

/** CAF's formats beside PCM (Apple, "Core Audio Format Specification 1.0", table 2-2; `ff_codec_caf_tags`). */
const CAF_CODECS: Readonly<Record<string, string>> = {
  ...{ alac: 'alac', flac: 'flac', alaw: 'pcm_alaw', ulaw: 'pcm_mulaw', ima4: 'adpcm_ima_qt', opus: 'opus' },
  ...{ 'aac ': 'aac', '.mp3': 'mp3', 'ac-3': 'ac3', 'ec-3': 'eac3' },
};

/** Flags of `lpcm`: floating point, and little-endian (ibid., table 2-3). */
const FLOAT = 1;
const LITTLE = 2;

export function cafCoding({ head, length, duration }: CodedBytes): SourceCoding | undefined {
  for (const { id, start } of chunks(head, CAF_HEADER, CAF)) {
    const told = id === 'desc' ? describe(head, start) : undefined;
    if (!told) continue;
    const { format, flags, bits, sampleRate, channels, packetLength, packetSamples } = told;
    const order = flags & LITTLE ? 'le' : 'be';
    const linear = flags & FLOAT ? `pcm_f${bits}${order}` : pcm(bits, order);
    const codec = format === 'lpcm' ? linear : CAF_CODECS[format];
    if (codec === undefined) return undefined;
    const constant = packetLength && packetSamples ? (packetLength * 8 * sampleRate) / packetSamples / 1000 : undefined;
    const whole = duration && length ? (length * 8) / 1000 / duration : undefined;
    return coding({ codec, sampleRate, channels, bitrate: constant ?? whole });
  }
  return undefined;
}

import { unsigned } from '../unsigned.ts';

/** MPEG audio frame headers (ISO 11172-3, 2.4.2.3, and 13818-3), and how ffmpeg finds the first of them. */

/** kbit/s by bitrate index; rows: MPEG-1 layers I, II, III, then MPEG-2 and 2.5 layer I, and layers II and III. */
const BITRATES = {
  v1l1: [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  v1l2: [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  v1l3: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  v2l1: [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  v2l23: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;

/** Hz by sampling frequency index, of MPEG-1; halved for MPEG-2 and quartered for 2.5. */
const SAMPLE_RATES = [44100, 48000, 32000] as const;

/**
 * The header bits that two frames in a row share before ffmpeg takes the first for one: all but CRC, bitrate, padding,
 * the private bit and the mode extension (`MP3_MASK` in its libavcodec/mpegaudio.h).
 */
const SHARED_BITS = 0xfffe0ccf;

export interface MpegHeader {
  readonly layer: 1 | 2 | 3;
  /** MPEG-2 and 2.5: the low sampling frequencies. */
  readonly low: boolean;
  readonly mono: boolean;
  /** Hz. */
  readonly sampleRate: number;
  readonly samplesPerFrame: number;
  /** kbit/s. */
  readonly kbps: number;
  /** Bytes of this frame, header and padding included. */
  readonly length: number;
  /** What it shares with its neighbours. */
  readonly shared: number;
}

const bitrates = (layer: 1 | 2 | 3, low: boolean): readonly number[] => {
  if (low) return layer === 1 ? BITRATES.v2l1 : BITRATES.v2l23;
  return [BITRATES.v1l1, BITRATES.v1l2, BITRATES.v1l3][layer - 1] ?? [];
};

/** The frame header at `offset`; `undefined` where none is, or one of free format, which does not tell its length. */
export function mpegHeader(bytes: Uint8Array, offset: number): MpegHeader | undefined {
  // Most offsets that a search asks about end here.
  if (bytes[offset] !== 0xff || offset < 0 || offset + 4 > bytes.length) return undefined;
  const word = unsigned(bytes, offset, 4);
  const version = (word >>> 19) & 3; // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5, 1: reserved
  const layerBits = (word >>> 17) & 3; // 0: reserved, which is also ADTS's
  const base = SAMPLE_RATES[(word >>> 10) & 3];
  if (word >>> 21 !== 0x7ff || version === 1 || layerBits === 0 || base === undefined) return undefined;

  const layer = (4 - layerBits) as 1 | 2 | 3;
  const low = version !== 3;
  const kbps = bitrates(layer, low)[(word >>> 12) & 15];
  if (!kbps) return undefined;

  const sampleRate = base / (version === 3 ? 1 : version === 2 ? 2 : 4);
  // ISO 11172-3, 2.4.2.1, and 13818-3, 2.4.2.1: layer III has one granule instead of two at low frequencies.
  const samplesPerFrame = layer === 1 ? 384 : layer === 3 && low ? 576 : 1152;
  // Layer I counts in slots of four bytes (ISO 11172-3, 2.4.3.1).
  const slot = layer === 1 ? 4 : 1;
  const padding = (word >>> 9) & 1;
  const length = (Math.floor((samplesPerFrame * 125 * kbps) / slot / sampleRate) + padding) * slot;
  const mono = ((word >>> 6) & 3) === 3;
  return { layer, low, mono, sampleRate, samplesPerFrame, kbps, length, shared: (word & SHARED_BITS) >>> 0 };
}

/**
 * Where ffmpeg's mp3 demuxer begins to read: the first header at or after `from` with a header of its kind behind its
 * frame (`mp3_read_header` in libavformat/mp3dec.c).
 *
 * @returns `undefined` where `bytes` hold no two such headers
 */
export function mpegSync(bytes: Buffer, from: number): number | undefined {
  for (let offset = Math.max(0, from); offset + 4 <= bytes.length; offset++) {
    const header = mpegHeader(bytes, offset);
    const next = header && mpegHeader(bytes, offset + header.length);
    if (next && next.shared === header.shared) return offset;
  }
  return undefined;
}

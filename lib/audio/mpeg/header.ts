import { mpegFrameLength } from './frame-length.ts';

/** MPEG audio frame headers (ISO 11172-3, 2.4.2.3, and 13818-3), and how ffmpeg finds the first of them. */

/** Hz by sampling frequency index, of MPEG-1; halved for MPEG-2 and quartered for 2.5 (ISO 11172-3, 2.4.2.3). */
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

/** The frame header at `offset`, or `undefined` where none is, or one of free format. */
export function mpegHeader(bytes: Buffer, offset: number): MpegHeader | undefined {
  // Most offsets that a search asks about end here.
  if (bytes[offset] !== 0xff || offset < 0 || offset + 4 > bytes.length) return undefined;
  const length = mpegFrameLength(bytes.subarray(offset, offset + 4));
  const word = bytes.readUInt32BE(offset);
  const base = SAMPLE_RATES[(word >>> 10) & 3];
  if (length === undefined || base === undefined) return undefined;

  const version = (word >>> 19) & 3; // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
  const layer = (4 - ((word >>> 17) & 3)) as 1 | 2 | 3;
  const low = version !== 3;
  const sampleRate = base / (version === 3 ? 1 : version === 2 ? 2 : 4);
  // ISO 11172-3, 2.4.2.1, and 13818-3, 2.4.2.1: layer III has one granule instead of two at low frequencies.
  const samplesPerFrame = layer === 1 ? 384 : layer === 3 && low ? 576 : 1152;
  const slot = layer === 1 ? 4 : 1;
  const slots = length / slot - ((word >>> 9) & 1);
  // Slots are rounded down, and every bitrate is a multiple of 8, so that the next one up is the one that was meant.
  const kbps = Math.ceil((slots * slot * sampleRate) / (samplesPerFrame * 125) / 8) * 8;
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

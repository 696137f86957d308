import { chunks, IFF } from './chunks.ts';
import { type KnownBytes, seconds } from './source.ts';
import { isUnknownSize } from './wave.ts';

/** AIFF and AIFF-C (Apple, "Audio Interchange File Format", 1989, and "AIFF-C", 1991). */

/** `FORM`, its length, and `AIFF` or `AIFC`. */
export const AIFF_HEADER = 12;
/** Bytes before the samples in `SSND`: offset and block size. */
const SOUND_HEADER = 8;

/** AIFF-C's compression types whose samples stand by themselves, and bytes of one where it is not by the bits. */
export const PLAIN_TYPES: Readonly<Record<string, number | undefined>> = {
  ...{ NONE: undefined, twos: undefined, sowt: undefined },
  ...{ alaw: 1, ALAW: 1, ulaw: 1, ULAW: 1, fl32: 4, FL32: 4, fl64: 8, FL64: 8 },
};
/** Apple's IMA 4:1: 34 bytes for 64 samples of one channel. */
const IMA = { type: 'ima4', length: 34, samples: 64 };

export interface Common {
  readonly frames: number;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: number;
  /** AIFF-C's compression type; `NONE` of AIFF. */
  readonly type: string;
  /** Bytes of one frame of all channels; samples in it. */
  readonly frameLength: number;
  readonly frameSamples: number;
}

/** Seconds of an AIFF: what `COMM` counts, where `SSND` has as many bytes. Otherwise a decoder goes by the bytes. */
export function aiffDuration({ head, length }: KnownBytes): number | undefined {
  let common: Common | undefined;
  for (const { id, start, size } of chunks(head, AIFF_HEADER, IFF)) {
    if (id === 'COMM') common = commonChunk(head, start, size, head.toString('latin1', 8, 12) === 'AIFC');
    if (id !== 'SSND') continue;
    if (!common || start + SOUND_HEADER > head.length || isUnknownSize(size, start + size, length)) return undefined;
    const { frames, frameLength, frameSamples, sampleRate } = common;
    const held = (size - SOUND_HEADER - head.readUInt32BE(start)) / frameLength;
    // Programs count IMA's frames or its samples.
    if (held !== frames && (frameSamples === 1 || held * frameSamples !== frames)) return undefined;
    return frames > 0 ? seconds(held * frameSamples, sampleRate) : undefined;
  }
  return undefined;
}

/** The `COMM` chunk, of the types of which samples can be counted. */
export function commonChunk(head: Buffer, start: number, size: number, compressed: boolean): Common | undefined {
  if (size < (compressed ? 22 : 18) || start + 22 > head.length) return undefined;
  const channels = head.readUInt16BE(start);
  const frames = head.readUInt32BE(start + 2);
  const bits = head.readUInt16BE(start + 6);
  const sampleRate = extended(head, start + 8);
  const type = compressed ? head.toString('latin1', start + 18, start + 22) : 'NONE';
  if (!channels || !bits) return undefined;
  const common = { frames, sampleRate, channels, bits, type };
  if (type === IMA.type) return { ...common, frameLength: IMA.length * channels, frameSamples: IMA.samples };
  if (!Object.hasOwn(PLAIN_TYPES, type)) return undefined;
  return { ...common, frameLength: (PLAIN_TYPES[type] ?? Math.ceil(bits / 8)) * channels, frameSamples: 1 };
}

/** Hz of an 80 bit number (IEEE 754 extended: 15 bits of exponent, and a mantissa whose leading bit is there). */
function extended(bytes: Buffer, offset: number): number {
  const exponent = bytes.readUInt16BE(offset) - 16_383 - 63;
  return Math.round(Number(bytes.readBigUInt64BE(offset + 2)) * 2 ** exponent);
}

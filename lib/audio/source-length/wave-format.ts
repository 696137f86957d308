/** What WAV's and Wave64's `fmt ` chunk says (Microsoft's `WAVEFORMATEX` and mmreg.h), as far as a length depends on it. */
export interface WaveFormat {
  /** Hz. */
  readonly sampleRate: number;
  /** Bytes of the smallest part that can be decoded. */
  readonly blockLength: number;
  /** Samples of one channel in such a part. */
  readonly samplesPerBlock: number;
}

const PCM = 1;
const ADPCM_MS = 2;
const FLOAT = 3;
const ALAW = 6;
const MULAW = 7;
const ADPCM_IMA = 0x11;
/** The real tag is then the first two bytes of a GUID. */
const EXTENSIBLE = 0xfffe;

/** Bytes of a block's header for each channel (Microsoft, "Multimedia Data Standards Update", ADPCM). */
const MS_HEADER = 7;
const IMA_HEADER = 4;

/** The fields of a `WAVEFORMATEX`, as they stand there. */
export interface WaveHeader {
  /** `wFormatTag`, or the one in the GUID that takes its place. */
  readonly tag: number;
  readonly channels: number;
  /** Hz. */
  readonly sampleRate: number;
  readonly bytesPerSecond: number;
  readonly blockLength: number;
  readonly bits: number;
}

export function waveHeader(bytes: Buffer, start: number, size: number): WaveHeader | undefined {
  if (size < 16 || start + Math.min(size, 26) > bytes.length) return undefined;
  const tag = bytes.readUInt16LE(start);
  return {
    tag: tag === EXTENSIBLE && size >= 26 ? bytes.readUInt16LE(start + 24) : tag,
    channels: bytes.readUInt16LE(start + 2),
    sampleRate: bytes.readUInt32LE(start + 4),
    bytesPerSecond: bytes.readUInt32LE(start + 8),
    blockLength: bytes.readUInt16LE(start + 12),
    bits: bytes.readUInt16LE(start + 14),
  };
}

/** @returns `undefined` where samples cannot be counted by bytes alone */
export function waveFormat(bytes: Buffer, start: number, size: number): WaveFormat | undefined {
  const header = waveHeader(bytes, start, size);
  if (!header) return undefined;
  const { channels, sampleRate, blockLength } = header;
  const samples = samplesPerBlock(header);
  return channels && samples ? { sampleRate, blockLength, samplesPerBlock: samples } : undefined;
}

/** Samples of one channel in a block; `undefined` where they cannot be counted by bytes. */
export function samplesPerBlock({ tag, channels, blockLength, bits }: WaveHeader): number | undefined {
  if ([PCM, FLOAT, ALAW, MULAW].includes(tag)) {
    // Samples that take more bytes than their bits need are read otherwise, or not at all.
    return bits > 0 && blockLength === channels * Math.ceil(bits / 8) ? 1 : undefined;
  }
  if (bits !== 4) return undefined;
  // Two samples stand in a block's header, then one in each four bits.
  if (tag === ADPCM_MS) return whole(((blockLength - MS_HEADER * channels) * 2) / channels + 2);
  // One stands in the header, then eight in each four bytes.
  if (tag === ADPCM_IMA) return whole(((blockLength - IMA_HEADER * channels) / (4 * channels)) * 8 + 1);
  return undefined;
}

const whole = (samples: number): number | undefined => (Number.isInteger(samples) && samples > 0 ? samples : undefined);

/**
 * Samples of `size` bytes. A part of a sample is not decoded; of a part of an ADPCM block the number is not known.
 *
 * @returns `undefined` where they are not whole blocks
 */
export function waveSamples({ blockLength, samplesPerBlock }: WaveFormat, size: number): number | undefined {
  if (samplesPerBlock > 1 && size % blockLength !== 0) return undefined;
  return Math.floor(size / blockLength) * samplesPerBlock;
}

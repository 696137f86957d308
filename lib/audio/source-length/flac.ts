import { type KnownBytes, seconds } from './source.ts';

/** Bytes of the STREAMINFO block's own header and body (RFC 9639, 8.1 and 8.2). */
const BLOCK_HEADER = 4;
const BLOCK = 34;
const STREAMINFO = 0;

export interface StreamInfo {
  readonly sampleRate: number;
  readonly channels: number;
  /** Samples of one channel; 0 where the encoder could not tell. */
  readonly samples: number;
}

/** The STREAMINFO block whose header begins at `offset`. */
export function streamInfo(bytes: Buffer, offset: number): StreamInfo | undefined {
  const start = offset + BLOCK_HEADER;
  if (bytes.length < start + BLOCK || (bytes.readUInt8(offset) & 0x7f) !== STREAMINFO) return undefined;
  // 20 bits of rate, 3 of channels, 5 of depth, and 36 of samples, from byte 10 on (RFC 9639, 8.2).
  const packed = bytes.readBigUInt64BE(start + 10);
  return {
    sampleRate: Number(packed >> 44n),
    channels: Number((packed >> 41n) & 7n) + 1,
    samples: Number(packed & 0xfffffffffn),
  };
}

/** Seconds of a native FLAC, whose marker `fLaC` STREAMINFO follows. */
export function flacDuration({ head }: KnownBytes): number | undefined {
  const info = streamInfo(head, 4);
  return info?.samples ? seconds(info.samples, info.sampleRate) : undefined;
}

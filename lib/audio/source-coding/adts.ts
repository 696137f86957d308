import { AAC_LC, AAC_RATES, channelsOf } from '../aac-config.ts';
import { unsigned } from '../unsigned.ts';
import {
  averageRate,
  type CodedBytes,
  coding,
  ENOUGH_FRAMES,
  mayHideReplication,
  type SourceCoding,
} from './coding.ts';

/** AAC's frames with a header each (ISO 14496-3, 1.A.2.2, `adts_frame`). */
export interface AdtsHeader {
  /** Hz of the core. */
  readonly sampleRate: number;
  /** `channel_configuration`. */
  readonly configuration: number;
  readonly objectType: number;
  /** Bytes, header included. */
  readonly length: number;
  /** Blocks of {@link BLOCK_SAMPLES} in it. */
  readonly blocks: number;
}

export const ADTS_HEADER_LENGTH = 7;
export const BLOCK_SAMPLES = 1024;

/** The header at `offset`; `undefined` where none is there in whole. */
export function adtsHeader(bytes: Uint8Array, offset: number): AdtsHeader | undefined {
  if (offset + ADTS_HEADER_LENGTH > bytes.length || (unsigned(bytes, offset, 2) & 0xfff6) !== 0xfff0) return undefined;
  const word = unsigned(bytes, offset + 2, 4); // from `profile_ObjectType` on
  const sampleRate = AAC_RATES[(word >>> 26) & 15];
  const length = (word >>> 5) & 0x1fff;
  if (sampleRate === undefined || length < ADTS_HEADER_LENGTH) return undefined;
  return {
    ...{ sampleRate, length, configuration: (word >>> 22) & 7, objectType: (word >>> 30) + 1 },
    blocks: ((bytes[offset + 6] ?? 0) & 3) + 1,
  };
}

/** @see mayHideReplication for what the rate of a stream of 24 kHz and less is worth */
export function adtsCoding({ head, length, duration }: CodedBytes): SourceCoding | undefined {
  const first = adtsHeader(head, 0);
  if (!first) return undefined;
  const { sampleRate, configuration, objectType } = first;
  let [frames, blocks, offset] = [0, 0, 0];
  let weighted = 0;
  let isPlain = objectType === AAC_LC && !mayHideReplication(sampleRate);
  while (offset + ADTS_HEADER_LENGTH <= head.length) {
    const header = adtsHeader(head, offset);
    const isAlike =
      header?.sampleRate === sampleRate && header.configuration === configuration && header.objectType === objectType;
    if (!isAlike) {
      isPlain = false;
      break;
    }
    isPlain &&= header.blocks === 1;
    frames += 1;
    blocks += header.blocks;
    weighted += header.length ** 2 / header.blocks;
    offset += header.length;
  }
  const inHead = averageRate(weighted / offset, BLOCK_SAMPLES / sampleRate);
  return coding({
    ...{ codec: 'aac', sampleRate, channels: channelsOf(configuration) },
    // By bytes and not by frames: a silence in front has many frames and hardly a byte.
    bitrate: duration && length ? averageRate(length, duration) : blocks >= ENOUGH_FRAMES ? inHead : undefined,
    copyable: isPlain && frames >= ENOUGH_FRAMES,
  });
}

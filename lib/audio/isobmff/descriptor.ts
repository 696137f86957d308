import { unsigned } from '../unsigned.ts';

/** What an `esds` box says of its stream (ISO 14496-1, 7.2.6.5 and 7.2.6.6). */
export interface DecoderConfig {
  /** `objectTypeIndication` (ISO 14496-1, table 5, and the MP4 registration authority). */
  readonly objectType: number;
  /** bit/s on average; 0 where it is not known. */
  readonly averageBitrate: number;
  /** The decoder's own: of AAC, its `AudioSpecificConfig`. */
  readonly specific: Buffer;
}

/** Tags of the descriptors (ISO 14496-1, table 1). */
const ES = 3;
const DECODER_CONFIG = 4;
const DECODER_SPECIFIC = 5;

interface Descriptor {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

/** A tag, and a length in up to four groups of seven bits (ISO 14496-1, 8.3.3). */
function descriptor(bytes: Buffer, offset: number): Descriptor {
  let length = 0;
  let start = offset + 1;
  for (let more = true; more && start < offset + 5; start++) {
    const group = bytes[start] ?? 0;
    length = length * 128 + (group & 0x7f);
    more = group >= 0x80;
  }
  return { tag: bytes[offset] ?? 0, start, end: Math.min(bytes.length, start + length) };
}

/** @param bytes - the body of an `esds` box, version and flags included */
export function decoderConfig(bytes: Buffer): DecoderConfig | undefined {
  let stream = descriptor(bytes, 4);
  if (stream.tag === ES) {
    const flags = bytes[stream.start + 2] ?? 0;
    const url = flags & 0x40 ? 1 + (bytes[stream.start + (flags & 0x80 ? 5 : 3)] ?? 0) : 0;
    stream = descriptor(bytes, stream.start + 3 + (flags & 0x80 ? 2 : 0) + url + (flags & 0x20 ? 2 : 0));
  }
  if (stream.tag !== DECODER_CONFIG) return undefined;
  const averageBitrate = unsigned(bytes, stream.start + 9, 4);
  const specific = descriptor(bytes, stream.start + 13);
  const isThere = specific.tag === DECODER_SPECIFIC;
  return {
    ...{ objectType: bytes[stream.start] ?? 0, averageBitrate },
    specific: isThere ? bytes.subarray(specific.start, specific.end) : Buffer.alloc(0),
  };
}

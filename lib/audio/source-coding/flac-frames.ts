import { unsigned } from '../unsigned.ts';

/** FLAC's frame headers (RFC 9639, section 9.1), as far as it takes to know one from chance. */

const SYNC = 0xfff8;
/** The bit that says that the header's number is one of samples instead of frames (9.1). */
const VARIABLE = 1;

/** Bytes of the longest header: a number of seven, and both extra fields (9.1.5 to 9.1.7). */
export const FLAC_HEADER_WITHIN = 16;

/** Where a native FLAC's first frame begins: behind the last metadata block (8.1); NaN where the head ends before. */
export function firstFlacFrame(head: Buffer): number {
  let offset = 4;
  for (;;) {
    const length = unsigned(head, offset + 1, 3);
    if (Number.isNaN(length)) return Number.NaN;
    const isLast = (head[offset] ?? 0) >= 0x80;
    offset += 4 + length;
    if (isLast) return offset;
  }
}

/**
 * Frames whose headers stand from `from` on, the first of them exactly there; each must have the number behind that of the
 * one before.
 */
export function flacFrames(bytes: Buffer, from: number): number {
  let last = flacFrame(bytes, from);
  if (!last) return 0;
  let frames = 1;
  for (let at = bytes.indexOf(0xff, from + 1); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const frame = flacFrame(bytes, at);
    const isNext =
      frame?.variable === last.variable && frame.number === last.number + (frame.variable ? last.samples : 1);
    if (!frame || !isNext) continue;
    frames += 1;
    last = frame;
  }
  return frames;
}

/** Bytes in front of a header's number (9.1.5). */
const NUMBER_AT = 4;

/** Bytes of extra fields by the codes of block size and sample rate (9.1.1 and 9.1.2). */
const SIZE_FIELDS: Readonly<Record<number, number>> = { 6: 1, 7: 2 };
const RATE_FIELDS: Readonly<Record<number, number>> = { 12: 1, 13: 2, 14: 2 };

export interface FlacFrame {
  readonly variable: boolean;
  readonly number: number;
  readonly samples: number;
  /** Bytes of the frame before and behind its number, and of its header with the checksum. */
  readonly numberFrom: number;
  readonly numberEnd: number;
  readonly header: number;
}

/** The frame whose header stands at `offset`, where its checksum holds. */
export function flacFrame(bytes: Uint8Array, offset: number): FlacFrame | undefined {
  const word = unsigned(bytes, offset, 2);
  if ((word & ~VARIABLE) !== SYNC) return undefined;
  const third = bytes[offset + 2] ?? 0;
  const [sizeCode, rateCode] = [third >> 4, third & 15];
  const coded = codedNumber(bytes, offset + NUMBER_AT);
  if (sizeCode === 0 || rateCode === 15 || !coded) return undefined;
  const field = SIZE_FIELDS[sizeCode] ?? 0;
  const end = coded.end + field + (RATE_FIELDS[rateCode] ?? 0);
  if (end >= bytes.length || crc8(bytes.subarray(offset, end)) !== bytes[end]) return undefined;
  const samples = field ? unsigned(bytes, coded.end, field) + 1 : blockSamples(sizeCode);
  return {
    ...{ variable: (word & VARIABLE) !== 0, number: coded.number, samples },
    ...{ numberFrom: NUMBER_AT, numberEnd: coded.end - offset, header: end + 1 - offset },
  };
}

/** Samples by code (table 14). */
const blockSamples = (code: number): number => (code === 1 ? 192 : code < 6 ? 144 << code : 1 << code);

/** A number coded as UTF-8 codes characters, of up to 36 bits (9.1.5). */
function codedNumber(bytes: Uint8Array, offset: number): { readonly number: number; readonly end: number } | undefined {
  const first = bytes[offset] ?? 0xff;
  const ones = Math.clz32(~(first << 24));
  if (ones === 1 || ones > 7) return undefined;
  const more = Math.max(0, ones - 1);
  let number = ones === 0 ? first : first & (0x7f >> ones);
  for (let at = offset + 1; at <= offset + more; at++) {
    const next = bytes[at] ?? 0;
    if (next >> 6 !== 2) return undefined;
    number = number * 64 + (next & 0x3f);
  }
  return { number, end: offset + 1 + more };
}

/** The header's checksum: polynomial x⁸ + x² + x + 1 (9.1.8). */
export function crc8(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1;
  }
  return crc;
}

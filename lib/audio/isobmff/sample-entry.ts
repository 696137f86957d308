import { unsigned } from '../unsigned.ts';
import { type Box, findBox } from './boxes.ts';

/** An audio sample entry (ISO 14496-12, 12.2.3, and Apple, "QuickTime File Format", sound sample descriptions). */
export interface SampleEntry {
  readonly channels: number;
  /** Hz. */
  readonly sampleRate: number;
  readonly bits: number;
  /** Of `lpcm`: 1 float, 2 big-endian. */
  readonly flags: number;
  /** Where the boxes of its codec stand. */
  readonly boxes: Pick<Box, 'start' | 'end'>;
}

/** Bytes of an entry before its boxes, of version 0, and what QuickTime's versions 1 and 2 put behind those. */
const LENGTH = 28;
const MORE: Readonly<Record<number, number>> = { 1: 16, 2: 36 };

/** Where in an entry `wave` stands, QuickTime's codec has its boxes in there. */
export function sampleEntry(bytes: Buffer, { start, end }: Box): SampleEntry {
  const version = unsigned(bytes, start + 8, 2);
  const own = { start: Math.min(end, start + LENGTH + (MORE[version] ?? 0)), end };
  const wave = findBox(bytes, own, 'wave');
  if (version !== 2) {
    return {
      channels: unsigned(bytes, start + 16, 2),
      bits: unsigned(bytes, start + 18, 2),
      // 16.16 bits.
      sampleRate: unsigned(bytes, start + 24, 2),
      ...{ flags: 0, boxes: wave ?? own },
    };
  }
  const second = start + LENGTH;
  return {
    sampleRate: second + 12 <= bytes.length ? bytes.readDoubleBE(second + 4) : Number.NaN,
    channels: unsigned(bytes, second + 12, 4),
    bits: unsigned(bytes, second + 20, 4),
    flags: unsigned(bytes, second + 24, 4),
    boxes: wave ?? own,
  };
}

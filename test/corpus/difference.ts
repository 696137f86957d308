import type { Reference, SampleFormat } from './reference.ts';

/** Bits of a 32-bit sample that an answer in FLAC does not keep. */
const BELOW_24_BITS = 256;

const reader: Readonly<Record<SampleFormat, (bytes: Buffer) => (index: number) => number>> = {
  s16le: (bytes) => (index) => bytes.readInt16LE(index * 2),
  s32le: (bytes) => (index) => Math.floor(bytes.readInt32LE(index * 4) / BELOW_24_BITS),
};

const WIDTH: Readonly<Record<SampleFormat, number>> = { s16le: 2, s32le: 4 };

/** How samples differ from those of a reference. */
export interface Difference {
  /** Samples of one channel that are missing (below 0) or too many. */
  readonly frames: number;
  /** The largest, in steps of 16 bit, or of 24 where the reference has them; over what both have. */
  readonly largest: number;
  /** The first sample of a channel that differs by more than one step. */
  readonly first: number | undefined;
}

/** Compares samples with a reference's. */
export function difference({ samples: wanted, format, channels }: Reference, samples: Buffer): Difference {
  const width = WIDTH[format];
  const frames = (samples.length - wanted.length) / width / Math.max(1, channels);
  if (samples.equals(wanted)) return { frames, largest: 0, first: undefined };
  const [a, b] = [reader[format](wanted), reader[format](samples)];
  const both = Math.floor(Math.min(wanted.length, samples.length) / width);
  let largest = 0;
  let first: number | undefined;
  for (let index = 0; index < both; index += 1) {
    const off = Math.abs(a(index) - b(index));
    if (off > largest) largest = off;
    if (off > 1) first ??= Math.floor(index / Math.max(1, channels));
  }
  return { frames, largest, first };
}

import type { Container } from './container.ts';

/** Which part of what the encoder decodes is kept: in seconds, or where that would not be exact, in samples of the source. */
export type Cut =
  | { readonly start: number }
  | { readonly startSample: number /** Behind the last one; `undefined`: to the end. */; readonly endSample?: number };

/** Where an encoder reads a source. */
export interface EncoderInput {
  /** `undefined` where no signature matched, and ffmpeg has to probe. */
  readonly container: Container | undefined;
  /** Its stdin as a stream, its stdin as a file to seek in, or a relay's URL. */
  readonly from: 'pipe' | 'file' | { readonly url: string };
  /** Seconds of the source that the demuxer jumps over; 0: it reads from the start. */
  readonly seek: number;
  readonly cut: Cut;
}

/**
 * Seconds that are decoded in front of what is wanted, and thrown away: decoders begin with an overlap that is missing
 * (a frame of AAC and MP3), Opus takes 80 ms to converge (RFC 7845, section 4.6), and demuxers land where they can.
 */
const PRE_ROLL = 1;

/** Nearer to the beginning than this, reading through costs less than jumping. */
const WORTH_SEEKING = 10;

/**
 * The containers in which ffmpeg lands exactly where it says it does, to the sample (WebM: to the millisecond of its time
 * stamps); everything else is read through, and MP3 has a landing of its own.
 */
const EXACT: ReadonlySet<Container> = new Set(['flac', 'ogg', 'wav', 'w64', 'mov', 'matroska', 'aiff', 'caf', 'au']);

/**
 * Where a demuxer that can jump should land for a `start`, and what is cut off behind that. A whole second, so that its
 * sample number is whole at every rate, and the rest is rounded once, as it is when the source is read through.
 */
export function landing(container: Container | undefined, start: number): Pick<EncoderInput, 'seek' | 'cut'> {
  const worth = container !== undefined && EXACT.has(container) && start >= WORTH_SEEKING;
  const seek = worth ? Math.floor(start) - PRE_ROLL : 0;
  return { seek, cut: { start: start - seek } };
}

/** Whether a jump is worth its requests. */
export const isFar = (start: number): boolean => start >= WORTH_SEEKING;

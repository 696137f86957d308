import type { Container } from './container.ts';
import { hasPlainSamples } from './plain-samples.ts';

/** Streams of frames without a container around them, which would have time stamps. */
const UNTIMED: ReadonlySet<Container> = new Set(['mp3', 'aac', 'ac3', 'eac3']);

export const isUntimed = (container: Container | undefined): boolean =>
  container !== undefined && UNTIMED.has(container);

/** Which part of what the encoder decodes is kept: in seconds, or where that would not be exact, in samples of the source. */
export type Cut =
  | { readonly start: number }
  | {
      readonly startSample: number;
      /** Behind the last one; `undefined`: to the end. */
      readonly endSample?: number;
    };

/** Where an encoder reads a source. */
export interface EncoderInput {
  /** `undefined` where no signature matched, and ffmpeg has to probe. */
  readonly container: Container | undefined;
  /** Other streams stand in front of the audio, so that it has to be looked for further on. */
  readonly hidden?: boolean;
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

/** Whether a jump is worth its requests. */
export const isFar = (start: number): boolean => start >= WORTH_SEEKING;

/** Containers in which ffmpeg finds a place by an index, or by the number that every frame has. */
const INDEXED: ReadonlySet<Container> = new Set(['flac', 'mov', 'matroska']);

/**
 * Whether ffmpeg lands exactly where it says it does, to the sample (in WebM and Matroska to the millisecond of their time
 * stamps). Everything else is read through, and MP3 has a landing of its own.
 *
 * @param head - what is known of the first bytes
 * @param isOneStream - of Ogg: that no other stream follows or stands beside it, in which a place would be another one
 */
export function landsExactly(container: Container | undefined, head: Buffer, isOneStream: boolean): boolean {
  if (container === undefined) return false;
  return container === 'ogg' ? isOneStream : INDEXED.has(container) || hasPlainSamples(container, head);
}

/**
 * Where a demuxer that can jump should land for a `start`, and what is cut off behind that. A whole second, so that its
 * sample number is whole at every rate, and the rest is rounded once, as it is when the source is read through.
 */
export function landing(start: number): Pick<EncoderInput, 'seek' | 'cut'> {
  const seek = isFar(start) ? Math.floor(start) - PRE_ROLL : 0;
  return { seek, cut: { start: start - seek } };
}

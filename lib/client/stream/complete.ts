import { LIMITS } from '../../settings/limits.ts';
import type { Metadata } from '../metadata.ts';

/** How a leg has ended, as far as its bytes tell. */
export interface Ended {
  /** Seconds of content time that have been given out. */
  readonly position: number;
  /** Where the leg itself began. */
  readonly legBegan: number;
  /** Whether the format's own mark of an end was there; `undefined` for formats that have none. */
  readonly marked: boolean | undefined;
  /** Seconds of the whole answer, where that is known. */
  readonly length: number | undefined;
}

/** Seconds before its limit at which a station's answer may end: it ends with a whole second of audio. */
const LIMIT_MARGIN = 5;

/** Seconds: the frames of AAC and MP3 at most rates; a stream that lacks more is asked about. */
const FRAME_SECONDS = 0.03;

/**
 * Whether a clean end is the end. A connection that broke may look like one to whoever reads HTTP: an Ogg stream without its
 * mark, and an answer that is too short, are broken off. `unsure`: it is short by no more than a source's own word about its
 * length may be wrong; whether anything follows is found out by asking.
 */
export function isComplete({ position, marked, length }: Ended): boolean | 'unsure' {
  if (marked !== undefined) return marked;
  const short = (length ?? 0) - position;
  return short <= FRAME_SECONDS || (short <= LIMITS.shortfallSeconds ? 'unsure' : false);
}

/**
 * Whether a station's answer ended because of the service's limit, and more of it was asked for: the station itself goes on.
 * The `duration` of a request is a limit of its answer as well, behind which nothing is missing.
 */
export const isCutByLimit = (
  { position, legBegan, length = Number.POSITIVE_INFINITY }: Ended,
  { live, streamLimit }: Metadata,
): boolean =>
  live &&
  streamLimit !== undefined &&
  position - legBegan >= streamLimit - LIMIT_MARGIN &&
  length - position > FRAME_SECONDS;

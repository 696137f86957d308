import type { OutputFormat } from '../../contract/formats.ts';

/** What of a request decides how long its encoder and its filters take until nobody hears that they have just begun. */
export interface Settling {
  readonly format: OutputFormat;
  /** Loudness or dynamics: their gain depends on seconds of what was before. */
  readonly levels: boolean;
}

/**
 * Seconds. Resamplers and equalisers are settled within one. What AAC spends on a frame depends on what the frames of some
 * seconds before have cost, and Opus has a reserve of bits too (docs/decisions.md, "Splicing a stream that broke").
 */
const ENCODER: Readonly<Record<OutputFormat, number>> = { opus: 2, aac: 4, mp3: 1, flac: 1, wav: 1, pcm: 1 };
/** Loudness looks three seconds ahead, and as far back (EBU Tech 3341, section 2.2: the short-term window); dynaudnorm eight. */
const LEVELS = 10;

/** The slowest equaliser, 6 dB at 100 Hz, is the same to the bit after 0.126 s (the worst of 250 places; docs/decisions.md). */
const LEAST = 0.25;

/**
 * Seconds in front of a seam with which a leg begins. They are encoded a hundred times faster than they are heard.
 *
 * @param fruitless - legs in a row that broke before they were where the stream is: the next one begins half as far in front
 */
export const settlingSeconds = ({ format, levels }: Settling, fruitless = 0): number =>
  Math.max(LEAST, (levels ? LEVELS : ENCODER[format]) / 2 ** fruitless);

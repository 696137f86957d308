/** What of a request decides how long its encoder and its filters take until nobody hears that they have just begun. */
export interface Settling {
  /** Loudness or dynamics: their gain depends on seconds of what was before. */
  readonly levels: boolean;
}

/** Seconds. An encoder is settled after some frames, a resampler sooner; the lowest band of the equaliser takes longest. */
const PLAIN = 1;
/** Loudness looks three seconds ahead, and as far back (EBU Tech 3341, section 2.2: the short-term window). */
const LEVELS = 10;

/** Seconds in front of a seam with which a leg begins. They are encoded a hundred times faster than they are heard. */
export const settlingSeconds = ({ levels }: Settling): number => (levels ? LEVELS : PLAIN);

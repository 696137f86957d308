/**
 * Puts the answers of one request, each of which begins where another broke off, together into one stream. It has no clock
 * and does no I/O, and no `Buffer` either: the client runs it in browsers too. A "leg" is one of these answers; all times are
 * seconds of the answer's own time, behind `speed`.
 */
export interface Splice {
  /** How much has been given out: a border between two frames. */
  readonly position: number;
  /** Where a leg has to begin so that its frames fall on the same borders, `preroll` before `position` or a frame earlier. */
  readonly resumeAt: (preroll: number) => number;
  /**
   * Another leg comes; what is left of the one before is dropped.
   *
   * @param at - where it begins, as `resumeAt` said; `undefined`: it follows at once, as of a station, which has no times
   */
  readonly begin: (at: number | undefined) => void;
  /** Of the next bytes of the leg, those that may be given out: whole frames behind `position`. */
  readonly push: (chunk: Uint8Array) => Uint8Array;
  /** Whether the leg has ended as its format marks an end; `undefined` where a format has no such mark. */
  readonly marked: () => boolean | undefined;
  /** What was held back for the end: nothing follows. */
  readonly finish: () => Uint8Array;
}

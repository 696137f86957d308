import type { OutputFormat } from '../../contract/formats.ts';
import { flacSplice } from './flac.ts';
import { adtsSplice, mpegSplice } from './frames.ts';
import { opusSplice } from './opus.ts';
import { sampleSplice } from './samples.ts';

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

export interface Copied {
  /** Of Opus: samples at 48 kHz of the legs to come; the first one's own are in its header. */
  readonly nextPreSkip?: number;
  /** Of AAC: samples in front of the first leg's content. */
  readonly delay?: number;
}

/**
 * @param sampleRate - Hz of the answer
 * @param copied - what of a first leg of the source's own packets is not as it is of the legs to come
 *
 * @example
 * const splicing = splice('opus', 48_000, 2);
 * out(splicing.push(chunk)); // … and the connection breaks
 * splicing.begin(splicing.resumeAt(1));
 * out(splicing.push(chunkOfTheNext));
 */
export function splice(format: OutputFormat, sampleRate: number, channels: number, copied: Copied = {}): Splice {
  switch (format) {
    case 'opus':
      return opusSplice(copied.nextPreSkip);
    case 'aac':
      return adtsSplice(sampleRate, copied.delay);
    case 'mp3':
      return mpegSplice(sampleRate);
    case 'flac':
      return flacSplice(sampleRate);
    case 'wav':
    case 'pcm':
      return sampleSplice(format, sampleRate, channels);
  }
}

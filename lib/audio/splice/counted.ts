import { joined, NOTHING } from './bytes.ts';
import { gridOf } from './grid.ts';
import type { Splice } from './splicing.ts';

/** A piece of a stream, whole and as it may be given out; or `undefined` while it has not all arrived. */
export interface Piece {
  /** Bytes that it takes of what is pending. */
  readonly length: number;
  /** Samples (of one channel) in it. */
  readonly samples: number;
  /** All that has arrived ends with it, and only what follows can prove that it does. */
  readonly unproven?: boolean;
}

/** What the formats that are counted in samples from their beginning have in common. */
export interface Counting {
  /** Hz. */
  readonly sampleRate: number;
  /** Samples of a frame: borders are multiples of it. Looked at when a leg is to begin. */
  readonly frame: () => number;
  /** Bytes of a leg in front of its first piece; `undefined` while they have not all arrived. */
  readonly header: (pending: Uint8Array) => number | undefined;
  readonly pieceAt: (pending: Uint8Array, offset: number) => Piece | undefined;
  /**
   * A piece as it is given out.
   *
   * @param before - samples in front of it in the whole stream
   * @param skip - of its own first samples, those that have been given out already; only of pieces that can be cut
   */
  readonly out: (piece: Uint8Array, before: number, skip: number) => Uint8Array;
  /** Samples in front of the content of the first leg, as its header tells, and of those to come. Default: none. */
  readonly delays?: () => { readonly first: number; readonly next: number };
  /** Whether a piece can be cut; else one that lies before and behind the border is dropped. */
  readonly divisible: boolean;
}

/** Bytes that no frame of any format has: what is pending is something else. */
const MOST_PENDING = 4 * 1024 * 1024;

/** A piece that has been counted, while it may yet turn out to be a longer one. It stands where `pending` begins. */
interface Doubt {
  /** Samples that had been given out in front of it. */
  readonly given: number;
  /** Bytes of it that have been given out: all of the first leg, where a mistake can be mended by what follows. */
  readonly shown: number;
  /** Its bytes, where it has been changed and a mistake could not be mended. */
  readonly held: Uint8Array;
}

const NO_DELAYS = { first: 0, next: 0 };

/** A stream that is counted from its beginning: every leg's first sample has a number, and so has every piece behind it. */
export function countedSplice(counting: Counting): Splice {
  const { sampleRate, frame, header, pieceAt, out, divisible, delays = () => NO_DELAYS } = counting;
  let pending: Uint8Array = NOTHING;
  /** Samples that have been given out. */
  let given = 0;
  /** Samples in front of what is pending. */
  let reached = 0;
  let inAudio = false;
  let isFirst = true;
  let doubt: Doubt | undefined;
  /** What was held of the leg before. */
  let left: Uint8Array = NOTHING;

  const shift = (): number => delays().first - delays().next;
  const content = (): number => Math.max(0, given - delays().first);

  return {
    get position() {
      return content() / sampleRate;
    },
    resumeAt: (preroll) => {
      // Frames of another delay lie between the grid's lines.
      const grid = shift() === 0 ? gridOf(sampleRate, frame()) : frame();
      const border = shift() === 0 ? 0 : (given - shift()) % grid;
      const lines = Math.floor((content() - preroll * sampleRate - border) / grid);
      return (Math.max(0, lines) * grid + border) / sampleRate;
    },
    begin: (at) => {
      pending = NOTHING;
      if (doubt) left = doubt.held;
      doubt = undefined;
      inAudio = false;
      isFirst = false;
      reached = at === undefined ? given : Math.round(at * sampleRate) + shift();
    },
    push: (chunk) => {
      pending = joined(pending.length === 0 ? [chunk] : [pending, chunk]);
      const parts: Uint8Array[] = [left];
      left = NOTHING;
      let offset = 0;
      if (!inAudio) {
        const length = header(pending);
        if (length === undefined || pending.length < length) return joined(parts);
        if (isFirst) parts.push(pending.subarray(0, length));
        inAudio = true;
        offset = length;
      }
      for (let piece = pieceAt(pending, offset); piece; piece = pieceAt(pending, offset)) {
        const { length, samples, unproven } = piece;
        const shown = doubt?.shown ?? 0;
        if (doubt) given = doubt.given;
        doubt = undefined;
        const before = given;
        const skip = Math.max(0, given - reached);
        let bytes: Uint8Array = NOTHING;
        if (skip === 0 || (divisible && skip < samples)) {
          bytes = out(pending.subarray(offset, offset + length), reached, skip).subarray(shown);
          given = reached + samples;
        }
        if (isFirst || !unproven) parts.push(bytes);
        if (unproven) {
          doubt = isFirst ? { given: before, shown: length, held: NOTHING } : { given: before, shown: 0, held: bytes };
          break;
        }
        reached += samples;
        offset += length;
      }
      pending = pending.slice(offset);
      if (pending.length > MOST_PENDING) throw new Error(`no frame begins in ${pending.length} bytes`);
      return joined(parts.filter(({ length }) => length > 0));
    },
    marked: () => undefined,
    finish: () => doubt?.held ?? left,
  };
}

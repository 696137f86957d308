import { joined, NOTHING } from './bytes.ts';
import { gridOf } from './grid.ts';
import type { Splice } from './splice.ts';

/** A piece of a stream, whole and as it may be given out; or `undefined` while it has not all arrived. */
export interface Piece {
  /** Bytes that it takes of what is pending. */
  readonly length: number;
  /** Samples (of one channel) in it. */
  readonly samples: number;
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
  /** Whether a piece can be cut; else one that lies before and behind the border is dropped. */
  readonly divisible: boolean;
}

/** Bytes that no frame of any format has: what is pending is something else. */
const MOST_PENDING = 4 * 1024 * 1024;

/** A stream that is counted from its beginning: every leg's first sample has a number, and so has every piece behind it. */
export function countedSplice({ sampleRate, frame, header, pieceAt, out, divisible }: Counting): Splice {
  let pending: Uint8Array = NOTHING;
  /** Samples that have been given out. */
  let given = 0;
  /** Samples in front of what is pending. */
  let reached = 0;
  let inAudio = false;
  let isFirst = true;

  return {
    get position() {
      return given / sampleRate;
    },
    resumeAt: (preroll) => {
      const grid = gridOf(sampleRate, frame());
      return (Math.max(0, Math.floor((given - preroll * sampleRate) / grid)) * grid) / sampleRate;
    },
    begin: (at) => {
      pending = NOTHING;
      inAudio = false;
      isFirst = false;
      reached = at === undefined ? given : Math.round(at * sampleRate);
    },
    push: (chunk) => {
      pending = joined(pending.length === 0 ? [chunk] : [pending, chunk]);
      const parts: Uint8Array[] = [];
      let offset = 0;
      if (!inAudio) {
        const length = header(pending);
        if (length === undefined || pending.length < length) return NOTHING;
        if (isFirst) parts.push(pending.subarray(0, length));
        inAudio = true;
        offset = length;
      }
      for (let piece = pieceAt(pending, offset); piece; piece = pieceAt(pending, offset)) {
        const { length, samples } = piece;
        const skip = Math.max(0, given - reached);
        if (skip === 0 || (divisible && skip < samples)) {
          parts.push(out(pending.subarray(offset, offset + length), reached, skip));
          given = reached + samples;
        }
        reached += samples;
        offset += length;
      }
      pending = pending.slice(offset);
      if (pending.length > MOST_PENDING) throw new Error(`no frame begins in ${pending.length} bytes`);
      return joined(parts);
    },
    marked: () => undefined,
    finish: () => NOTHING,
  };
}

import { headerLength } from '../header.ts';
import { FLAC_HEADER_WITHIN, type FlacFrame, flacFrame } from '../source-coding/flac-frames.ts';
import type { CopiedAudio } from './frames.ts';

/**
 * Frames that may be missing in a row, for a header that is further on is one by chance: half an hour of the usual blocks of
 * 4096 samples at 48 kHz.
 */
const MOST_MISSING = 20_000;

const numberAfter = ({ variable, number, samples }: FlacFrame): number => number + (variable ? samples : 1);

/**
 * Counts the samples of the frames that are there; those of frames that cannot be found between two others are missing.
 *
 * @param sampleRate - Hz
 */
export function copiedFlac(sampleRate: number): CopiedAudio {
  let pending: Buffer = Buffer.alloc(0);
  let inAudio = false;
  let last: FlacFrame | undefined;
  let samples = 0;

  const count = (frame: FlacFrame): void => {
    if (last) {
      const missing = frame.number - numberAfter(last);
      const most = MOST_MISSING * (frame.variable ? frame.samples : 1);
      if (frame.variable !== last.variable || missing < 0 || missing > most) return;
    }
    samples += frame.samples;
    last = frame;
  };

  return {
    push: (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      const begin = inAudio ? 0 : headerLength('flac', pending);
      if (begin === undefined) return chunk;
      inAudio = true;
      const seen = Math.max(begin, pending.length - FLAC_HEADER_WITHIN);
      for (let at = pending.indexOf(0xff, begin); at >= 0 && at < seen; at = pending.indexOf(0xff, at + 1)) {
        const frame = flacFrame(pending, at);
        if (frame) count(frame);
      }
      pending = pending.subarray(seen);
      return chunk;
    },
    seconds: () => samples / sampleRate,
    changedTo: () => undefined,
  };
}

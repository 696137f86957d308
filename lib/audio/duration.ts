import type { TranscodeRequest } from '../contract/request.ts';
import { customTail } from './filters/custom.ts';

/**
 * Seconds that an answer will last: what `start` and `duration` leave of the source, told faster or slower by `speed`.
 *
 * @param sourceDuration - seconds, where known
 * @returns `undefined` where the source's length is not known: it may end before a `duration` does
 */
export function contentDuration(request: TranscodeRequest, sourceDuration: number | undefined): number | undefined {
  if (sourceDuration === undefined) return undefined;
  const left = Math.max(0, sourceDuration - request.start);
  return Math.min(left, request.duration ?? left) / request.filters.speed;
}

/** Seconds that an encoder writes of so much content: behind it echoes sound on, told faster or slower as well. */
export const soundDuration = ({ filters }: TranscodeRequest, content: number | undefined): number | undefined =>
  content === undefined ? undefined : content + customTail(filters) / filters.speed;

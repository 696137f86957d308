import type { TranscodeRequest } from '../contract/request.ts';

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

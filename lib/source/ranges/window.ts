import type { SourceLimits } from '../../settings/source-limits.ts';

/**
 * How much of a source is asked for at once, for a reader that jumps: little where it has just landed, since it may jump
 * again and what is under way is lost; twice as much each time that it goes straight on.
 *
 * @param indexEnd the reader will probably jump from there; no window reaches across
 * @returns the end (exclusive) of the range that answers a request for `first` and everything behind it
 */
export const growingWindows = (
  { windowBytes, maxWindowBytes }: Pick<SourceLimits, 'windowBytes' | 'maxWindowBytes'>,
  indexEnd = 0,
): ((first: number, total: number) => number) => {
  let size = windowBytes;
  let expected = -1;
  return (first, total) => {
    size = first === expected && first !== indexEnd ? Math.min(size * 2, maxWindowBytes) : windowBytes;
    expected = Math.min(first + size, first < indexEnd ? indexEnd : total, total);
    return expected;
  };
};

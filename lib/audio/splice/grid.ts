/** Times at which a sample begins at every rate that a source may have: fiftieths of a second, but for odd rates. */
const PER_SECOND = 50;
/** Seconds. Where both grids meet more rarely, frames decide, and a resampler starts a fraction of a sample beside. */
const MOST_APART = 2.5;

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/**
 * Samples between two places where a leg is best begun: at the border of a frame, and where a source of another rate has a
 * sample too, so that its resampler gives the very same samples.
 */
export function gridOf(sampleRate: number, frame: number): number {
  const shared = sampleRate / PER_SECOND;
  if (!Number.isInteger(shared)) return frame;
  const both = (frame / divisor(frame, shared)) * shared;
  return both <= MOST_APART * sampleRate ? both : frame;
}

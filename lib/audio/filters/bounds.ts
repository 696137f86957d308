import type { Container } from '../container.ts';

/** Containers whose PCM may be floating point; all others hold what a decoder makes, which is a number and not a large one. */
const MAY_BE_FLOAT: ReadonlySet<Container> = new Set(['wav', 'w64', 'aiff', 'au', 'caf', 'mov', 'matroska']);

const FLOAT = /^pcm_f(32|64)/;

/** Whether what is done to a source depends on whether its samples can be anything. */
export const mayBeUnbounded = (container: Container | undefined): boolean =>
  container !== undefined && MAY_BE_FLOAT.has(container);

/**
 * Times full scale, 24 dB: as much may be taken back by a `volume` behind it. A power of two, so that floating point is scaled
 * down and up again without a rounding.
 */
const HEADROOM = 16;

/**
 * What makes a number within {@link HEADROOM} of every sample of floating point: one that is none, or an infinite one, would
 * stay in each recursive filter behind it to the end. crystalizer at strength 0 changes nothing and clips
 * (libavfilter/af_crystalizer.c), of which C's comparisons leave no NaN; a conversion to integers would round quiet samples
 * anew.
 *
 * @param codec - ffmpeg's name of it, where the first bytes tell
 */
export function bounds(container: Container | undefined, codec: string | undefined): readonly string[] {
  if (!mayBeUnbounded(container)) return [];
  const [, bits] = (codec === undefined ? 'pcm_f32' : codec).match(FLOAT) ?? [];
  if (bits === undefined) return [];
  const precision = bits === '64' ? 'double' : 'float';
  const gain = (factor: number): string => `volume=${factor}:precision=${precision}`;
  return [gain(1 / HEADROOM), 'crystalizer=i=0:c=1', gain(HEADROOM)];
}

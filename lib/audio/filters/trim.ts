import type { Cut } from '../input.ts';
import { decimal } from './decimal.ts';

/**
 * By counting samples, and not by the source's time stamps: a gap between those is no audio, and is not told as such.
 * Rounded, because asetpts cuts the fraction off that a quotient of numbers like these may have lost.
 */
const COUNTED = 'asetpts=round(N/SR/TB)';

/**
 * What `start` and `duration` leave, counted from zero.
 *
 * @param untimed - the source has no time stamps of its own: ffmpeg makes some up, none for the first frame of AAC where it
 *   has not read ahead, and rounded ones for AC-3
 */
export function trim(cut: Cut, duration: number | undefined, untimed: boolean): readonly string[] {
  const length = duration === undefined ? '' : `duration=${decimal(duration)}`;
  if ('start' in cut) {
    if (cut.start === 0 && duration === undefined) return [COUNTED];
    return [...(untimed ? [COUNTED] : []), `atrim=start=${decimal(cut.start)}${length && `:${length}`}`, COUNTED];
  }
  const end = cut.endSample === undefined ? '' : `:end_pts=${cut.endSample}`;
  // Two, because one ends with the later of its ends.
  return [`atrim=start_pts=${cut.startSample}${end}`, COUNTED, ...(length ? [`atrim=${length}`] : [])];
}

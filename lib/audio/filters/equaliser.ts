import type { EqPreset } from '../../contract/formats.ts';
import type { Filters } from '../../contract/request.ts';
import { decimal } from './decimal.ts';

/** Hz: the centres of the ten octaves (ISO 266, rounded as equalisers name them). */
export const EQ_BANDS = [31.5, 63, 125, 250, 500, 1000, 2000, 4000, 8000, 16000] as const;

/** A bell one octave wide (RBJ's Audio EQ Cookbook, "peakingEQ"); `bass` and `treble` would be shelves. */
const peak = (hz: number, gain: number): string => `equalizer=f=${hz}:width_type=o:w=1:g=${decimal(gain)}`;

const PRESETS: Readonly<Record<EqPreset, readonly string[]>> = {
  flat: [],
  bass_boost: [peak(100, 6)],
  treble: [peak(8000, 4)],
  // Two poles and a Q of 1/√2 make a Butterworth.
  voice: ['highpass=f=200:p=2:t=q:w=0.707107', 'lowpass=f=3000:p=2:t=q:w=0.707107'],
};

/** The filters of `eq_preset` or `eq_bands`; a band of 0 dB has none. */
export function equaliser({ eq_preset, eq_bands }: Filters): readonly string[] {
  if (!eq_bands) return PRESETS[eq_preset];
  return EQ_BANDS.flatMap((hz, band) => {
    const gain = eq_bands[band] ?? 0;
    return gain === 0 ? [] : [peak(hz, gain)];
  });
}

/**
 * Whether the equaliser can make a peak higher. `voice` as well: a filter that takes away moves the phases of what it
 * leaves, and peaks that had cancelled out then may not.
 */
export const equaliserMayBoost = ({ eq_preset, eq_bands }: Filters): boolean =>
  eq_bands ? eq_bands.some((gain) => gain !== 0) : eq_preset !== 'flat';

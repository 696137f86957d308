import { choice, closed, flag, integer, number } from './kinds.ts';
import { type AllowedFilter, option } from './option.ts';

/** What should not be in the sound, or is too dull in it. */
export const REPAIR: Readonly<Record<string, AllowedFilter>> = {
  afftdn: {
    options: {
      noise_reduction: option(number(0.01, 97, '(dB, without writing so)'), 12, 'nr'),
      noise_floor: option(number(-80, -20, '(dB, without writing so)'), -50, 'nf'),
      noise_type: option(choice('white w', 'vinyl v', 'shellac s'), 'white', 'nt'),
      band_noise: option(closed, undefined, 'bn'),
      residual_floor: option(number(-80, -20, '(dB, without writing so)'), -38, 'rf'),
      track_noise: option(flag, 0, 'tn'),
      track_residual: option(flag, 0, 'tr'),
      output_mode: option(choice('output o', 'input i', 'noise n'), 'output', 'om'),
      adaptivity: option(number(0, 1), 0.5, 'ad'),
      floor_offset: option(number(-2, 2), 1, 'fo'),
      noise_link: option(choice('min', 'max', 'none', 'average'), 'min', 'nl'),
      band_multiplier: option(number(0.2, 5), 1.25, 'bm'),
      // It is started and stopped by commands, which nobody can send.
      sample_noise: option(closed, 'none', 'sn'),
      gain_smooth: option(integer(0, 50), 0, 'gs'),
    },
  },
  deesser: {
    options: {
      i: option(number(0, 1), 0),
      m: option(number(0, 1), 0.5),
      f: option(number(0, 1), 0.5),
      s: option(choice('o', 'i', 'e'), 'o'),
    },
  },
  crystalizer: { options: { i: option(number(-10, 10), 2), c: option(flag, 1) } },
};

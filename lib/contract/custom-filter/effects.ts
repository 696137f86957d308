import { amplitude, choice, list, number } from './kinds.ts';
import { type AllowedFilter, equallyLong, option, type Values } from './option.ts';

const factor = amplitude(0, 1);
/** Lines of an echo or a chorus, each with a delay of its own; a line of a chorus takes 0.8 MB. */
const ECHOES = 4;
const VOICES = 3;

/** Hz: the table of a tremolo has a number for each sample of its period, 1.5 MB at this. */
const SLOWEST = 0.25;

const largest = (text: string) => Math.max(...text.split('|').map(Number));
/** The longest of its lines sounds on; a chorus moves each delay by its depth. */
const tail = (values: Values) => largest(values('delays'));
const chorusTail = (values: Values) => largest(values('delays')) + largest(values('depths'));

/** What was not in the sound before. */
export const EFFECTS: Readonly<Record<string, AllowedFilter>> = {
  aecho: {
    options: {
      in_gain: option(factor, 0.6),
      out_gain: option(factor, 0.3),
      delays: option(list(number(1, 2000, 'ms'), ECHOES), 1000),
      decays: option(list(number(0.001, 1), ECHOES), 0.5),
    },
    check: equallyLong('delays', 'decays'),
    tail,
  },
  chorus: {
    options: {
      in_gain: option(factor, 0.4),
      out_gain: option(factor, 0.4),
      delays: option(list(number(1, 100, 'ms'), VOICES)),
      decays: option(list(number(0.001, 1), VOICES)),
      speeds: option(list(number(0.25, 20, 'Hz'), VOICES)),
      depths: option(list(number(0.1, 10, 'ms'), VOICES)),
    },
    check: equallyLong('delays', 'decays', 'speeds', 'depths'),
    tail: chorusTail,
  },
  flanger: {
    options: {
      delay: option(number(0, 30, 'ms'), 0),
      depth: option(number(0, 10, 'ms'), 2),
      regen: option(number(-95, 95, '%'), 0),
      width: option(number(0, 100, '%'), 71),
      speed: option(number(0.1, 10, 'Hz'), 0.5),
      shape: option(choice('sinusoidal s', 'triangular t'), 'sinusoidal'),
      phase: option(number(0, 100, '%'), 25),
      interp: option(choice('linear', 'quadratic'), 'linear'),
    },
  },
  aphaser: {
    options: {
      in_gain: option(factor, 0.4),
      out_gain: option(amplitude(0, 8), 0.74),
      // ffmpeg refuses a delay of less than a sample.
      delay: option(number(0.1, 5, 'ms'), 3),
      decay: option(number(0, 0.99), 0.4),
      speed: option(number(0.1, 2, 'Hz'), 0.5),
      type: option(choice('triangular t', 'sinusoidal s'), 'triangular'),
    },
  },
  tremolo: { options: { f: option(number(SLOWEST, 20000, 'Hz'), 5), d: option(number(0, 1), 0.5) } },
};

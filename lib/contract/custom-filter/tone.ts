import { choice, flag, integer, number } from './kinds.ts';
import { type AllowedFilter, option, type Values } from './option.ts';

/** Widths by their unit: beyond these a biquad's coefficients are no numbers, or ring for ever (RBJ's Audio EQ Cookbook). */
const WIDTHS: Readonly<Record<string, readonly [number, number]>> = {
  q: [0.05, 100],
  h: [1, 20000],
  k: [0.001, 20],
  o: [0.01, 10],
  // Above 1 the square root of the cookbook's slope can be of a negative number.
  s: [0.01, 1],
};

const check = (values: Values): string | undefined => {
  const [low = 0, high = 0] = WIDTHS[values('width_type')] ?? [];
  const width = Number(values('width'));
  return width >= low && width <= high
    ? undefined
    : `width must be from ${low} to ${high} where width_type is ${values('width_type')}`;
};

/** At and above half of the chain's 48 kHz an equaliser's output is NaN. */
const hertz = number(1, 20000, 'Hz');
const decibels = number(-60, 60, '(dB, without writing so)');

const tone = (frequency: number, width: number) => ({
  frequency: option(hertz, frequency, 'f'),
  width_type: option(choice('q', 'h', 'o', 's', 'k'), 'q', 't'),
  width: option(number(0.001, 20000), width, 'w'),
});
/** ffmpeg's own rounding of Butterworth's 1/√2. */
const WIDTH = Number('0.707');
const gain = { gain: option(decibels, 0, 'g') };
const poles = { poles: option(integer(1, 2), 2, 'p') };
const mix = { mix: option(number(0, 1), 1, 'm') };

const shelf = (frequency: number): AllowedFilter => ({
  options: { ...tone(frequency, 0.5), ...gain, ...poles, ...mix },
  check,
});

/** One band or one edge of the spectrum. */
export const TONE: Readonly<Record<string, AllowedFilter>> = {
  // A frequency has to be given: ffmpeg's 0 Hz is silence.
  equalizer: { options: { ...tone(0, 1), frequency: option(hertz, undefined, 'f'), ...gain, ...mix }, check },
  highpass: { options: { ...tone(3000, WIDTH), ...poles, ...mix }, check },
  lowpass: { options: { ...tone(500, WIDTH), ...poles, ...mix }, check },
  bass: shelf(100),
  treble: shelf(3000),
  lowshelf: shelf(100),
  highshelf: shelf(3000),
  bandpass: { options: { ...tone(3000, 0.5), csg: option(flag, 0), ...mix }, check },
  bandreject: { options: { ...tone(3000, 0.5), ...mix }, check },
  allpass: { options: { ...tone(3000, WIDTH), ...mix }, check },
};

import { decimal, type Kind, list, number, parseDecimal } from './kinds.ts';
import { type AllowedFilter, equallyLong, option } from './option.ts';

/** dB of what comes in and of what goes out: below is nothing that 24 bits hold, above is beyond repair. */
const LOWEST = -120;
const HIGHEST = 30;
/** More points than ffmpeg's own longest example has twice over. */
const POINTS_MOST = 12;

const level = number(LOWEST, HIGHEST);

/** The curve: `in/out` in dB with bars between, and each `in` above the one before, or ffmpeg does not start. */
const points: Kind = {
  says: `1 to ${POINTS_MOST} points as in -70/-60|-20/-14, each from ${LOWEST} to ${HIGHEST} dB, the first of each rising`,
  read: (text) => {
    const pairs = text.split('|', POINTS_MOST + 1).map((point) => point.split('/', 3).map((part) => part.trim()));
    const read = pairs.map((pair) => (pair.length === 2 ? pair.map(level.read) : [undefined]));
    if (read.length > POINTS_MOST || read.flat().includes(undefined)) return undefined;
    const heights = read.map(([from = '']) => parseDecimal(from));
    const rising = heights.every((height, at) => at === 0 || height > (heights[at - 1] ?? height));
    return rising ? read.map((pair) => pair.join('/')).join('|') : undefined;
  },
};

/** Seconds, one for each of the two channels at most. */
const times = list(number(0, 10, 's'), 2);

export const COMPAND: AllowedFilter = {
  options: {
    attacks: option(times, 0),
    decays: option(times, decimal(0.8)),
    points: option(points, '-70/-70|-60/-20|1/0'),
    'soft-knee': option(number(0.01, 60, 'dB'), 0.01),
    gain: option(number(-60, 36, '(dB, without writing so)'), 0),
    volume: option(number(-120, 0, '(dB, without writing so)'), 0),
    delay: option(number(0, 1, 's'), 0),
  },
  check: equallyLong('attacks', 'decays'),
};

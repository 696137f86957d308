import { amplitude, choice, flag, number } from './kinds.ts';
import { type AllowedFilter, option } from './option.ts';
import { PAN } from './pan.ts';

const level = amplitude(0.015625, 64);
const side = option(number(-1, 1), 0);
const balance = option(choice('balance', 'amplitude', 'power'), 'balance');
const MODES = ['lr>lr', 'lr>ms', 'ms>lr', 'lr>ll', 'lr>rr', 'lr>l+r', 'lr>rl', 'ms>ll', 'ms>rr', 'ms>rl', 'lr>l-r'];

/** What is left and what is right. */
export const CHANNELS: Readonly<Record<string, AllowedFilter>> = {
  pan: PAN,
  stereotools: {
    options: {
      level_in: option(level, 1),
      level_out: option(level, 1),
      balance_in: side,
      balance_out: side,
      softclip: option(flag, 0),
      mutel: option(flag, 0),
      muter: option(flag, 0),
      phasel: option(flag, 0),
      phaser: option(flag, 0),
      mode: option(choice(...MODES), 'lr>lr'),
      slev: option(level, 1),
      sbal: side,
      mlev: option(level, 1),
      mpan: side,
      base: side,
      delay: option(number(-20, 20, 'ms'), 0),
      sclevel: option(amplitude(1, 100), 1),
      phase: option(number(0, 360, 'degrees'), 0),
      bmode_in: balance,
      bmode_out: balance,
    },
  },
  extrastereo: { options: { m: option(number(-10, 10), 2.5), c: option(flag, 1) } },
  stereowiden: {
    options: {
      delay: option(number(1, 100, 'ms'), 20),
      feedback: option(number(0, 0.9), 0.3),
      crossfeed: option(number(0, 0.8), 0.3),
      drymix: option(number(0, 1), 0.8),
    },
  },
  crossfeed: {
    options: {
      strength: option(number(0, 1), 0.2),
      range: option(number(0, 1), 0.5),
      slope: option(number(0.01, 1), 0.5),
      level_in: option(amplitude(0, 1), 0.9),
      level_out: option(amplitude(0, 1), 1),
    },
  },
};

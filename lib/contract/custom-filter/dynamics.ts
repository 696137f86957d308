import { COMPAND } from './compand.ts';
import { always, amplitude, choice, flag, integer, number } from './kinds.ts';
import { type AllowedFilter, option } from './option.ts';

const level = amplitude(0.015625, 64);
const unit = amplitude(0, 1);
const ms = (low: number, high: number) => number(low, high, 'ms');
const mode = option(choice('downward', 'upward'), 'downward');
const knee = option(number(1, 8), 2.82843);
const link = option(choice('average', 'maximum'), 'average');
const detection = option(choice('rms', 'peak'), 'rms');
const makeup = option(amplitude(1, 64), 1);

/** Frames that dynaudnorm's window keeps in memory, in milliseconds: ffmpeg's default of 31 × 500 ms takes 14 MB. */
const WINDOW_MS = 16000;

/**
 * Times as many dB as come in above its threshold, of a gate that opens upward: by ffmpeg's 9000 a sound is multiplied by
 * e^20000, which no number holds. As many as a compressor's.
 */
const UPWARD_MOST = 20;

/** How loud it is, and how that changes. */
export const DYNAMICS: Readonly<Record<string, AllowedFilter>> = {
  volume: { options: { volume: option(amplitude(0, 64), 1) } },
  acompressor: {
    options: {
      level_in: option(level, 1),
      mode,
      threshold: option(amplitude(0.001, 1), 0.125),
      ratio: option(number(1, 20), 2),
      attack: option(ms(0.01, 2000), 20),
      release: option(ms(0.01, 9000), 250),
      makeup,
      knee,
      link,
      detection,
      level_sc: option(level, 1),
      mix: option(number(0, 1), 1),
    },
  },
  agate: {
    options: {
      level_in: option(level, 1),
      mode,
      range: option(unit, 0.06125),
      // At 0 an upward gate's output is no number, for ever.
      threshold: option(amplitude(0.001, 1), 0.125),
      ratio: option(number(1, 9000), 2),
      attack: option(ms(0.01, 9000), 20),
      release: option(ms(0.01, 9000), 250),
      makeup,
      knee,
      detection,
      link,
    },
    check: (values) =>
      values('mode') === 'upward' && Number(values('ratio')) > UPWARD_MOST
        ? `ratio must be ${UPWARD_MOST} at most where mode is upward`
        : undefined,
  },
  alimiter: {
    options: {
      level_in: option(level, 1),
      level_out: option(level, 1),
      limit: option(amplitude(0.0625, 1), 1),
      attack: option(ms(0.1, 80), 5),
      release: option(ms(1, 8000), 50),
      asc: option(flag, 0),
      asc_level: option(number(0, 1), 0.5),
      level: option(flag, 1),
      // Without it the sound comes later by `attack`, and so much of its end is lost.
      latency: option(always, 1),
    },
  },
  compand: COMPAND,
  dynaudnorm: {
    options: {
      framelen: option(integer(10, 1000, 'ms'), 500, 'f'),
      gausssize: option(integer(3, 301), 31, 'g'),
      peak: option(unit, 0.95, 'p'),
      maxgain: option(amplitude(1, 100), 10, 'm'),
      targetrms: option(unit, 0, 'r'),
      coupling: option(flag, 1, 'n'),
      correctdc: option(flag, 0, 'c'),
      altboundary: option(flag, 0, 'b'),
      compress: option(number(0, 30), 0, 's'),
      threshold: option(unit, 0, 't'),
    },
    check: (values) => {
      const size = Number(values('gausssize'));
      if (size % 2 === 0) return 'gausssize must be odd';
      return size * Number(values('framelen')) > WINDOW_MS
        ? `framelen times gausssize must be ${WINDOW_MS} ms at most`
        : undefined;
    },
  },
};

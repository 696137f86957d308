import { CHANNELS } from './channels.ts';
import { DYNAMICS } from './dynamics.ts';
import { EFFECTS } from './effects.ts';
import type { AllowedFilter } from './option.ts';
import { REPAIR } from './repair.ts';
import { TONE } from './tone.ts';

/**
 * Every filter that a caller may name, and of each the options and their ranges: all it can be told are numbers, and names
 * from a list. Each keeps the rate and, but for a tail that is bounded, the length of the sound; a test compares the table
 * with what the layer's own ffmpeg says of itself.
 */
export const ALLOWED: ReadonlyMap<string, AllowedFilter> = new Map(
  Object.entries({ ...TONE, ...DYNAMICS, ...CHANNELS, ...REPAIR, ...EFFECTS }),
);

import { parseChain, tailOf } from '../../contract/custom-filter/chain.ts';
import type { Filters } from '../../contract/request.ts';
import { CHAIN_RATE } from './chain-rate.ts';

/**
 * The caller's own chain, which is written for stereo at 48 kHz, in floating point: what one filter boosts the next may take
 * back, and of 64 bits, because at 1 Hz the recursion of a biquad in 32 adds its own roundings up to a constant of full scale. ffmpeg converts between what filters take by itself.
 */
export const custom = ({ custom_filter }: Filters): readonly string[] =>
  custom_filter ? [`aresample=${CHAIN_RATE}:ochl=stereo:rematrix_maxval=1:osf=dblp`, custom_filter] : [];

/** Seconds by which the caller's own chain lengthens the sound: echoes and choruses are heard behind its end. */
export const customTail = ({ custom_filter = '' }: Filters): number => tailOf(parseChain(custom_filter).filters) / 1000;

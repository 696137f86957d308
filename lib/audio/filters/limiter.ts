import type { Filters, TranscodeRequest } from '../../contract/request.ts';
import { CHAIN_RATE } from './chain-rate.ts';
import { decimal } from './decimal.ts';
import { equaliserMayBoost } from './equaliser.ts';

interface Limiter {
  /** dB of full scale. */
  readonly ceiling: number;
  /** Milliseconds that it looks ahead. */
  readonly attack: number;
  /** Milliseconds. */
  readonly release: number;
}

/**
 * `level=0`: it would make everything louder by what the ceiling leaves; `latency=1`: nothing moves by its look-ahead.
 */
export const limiter = ({ ceiling, attack, release }: Limiter): string =>
  `alimiter=level=0:latency=1:limit=${decimal(10 ** (ceiling / 20))}:attack=${attack}:release=${release}`;

/** Chosen by distortion, intermodulation and pumping: docs/decisions.md, `npm run bench:clipping`. */
const BEHIND_BOOSTS: Limiter = { ceiling: -1, attack: 20, release: 200 };

/** Pitch and speed are not in it: they shift what is there, and what is full-scale already stays as it is. */
const mayBoost = (filters: Filters): boolean =>
  filters.custom_filter !== undefined || equaliserMayBoost(filters) || filters.volume > 1;

/**
 * What keeps a boost from being clipped; below its ceiling it changes nothing. It works at the answer's own rate, because
 * resampling behind it would make new peaks. Loudness has a ceiling of its own.
 */
export function boostLimiter({ filters, normalize, sample_rate }: TranscodeRequest): readonly string[] {
  if (normalize || !mayBoost(filters)) return [];
  return [...(sample_rate === CHAIN_RATE ? [] : [`aresample=${sample_rate}`]), limiter(BEHIND_BOOSTS)];
}

import type { Filters } from '../../contract/request.ts';
import { CHAIN_RATE } from './chain-rate.ts';
import { decimal } from './decimal.ts';

/** atempo takes no less than 0.5, and above 2 it skips samples in place of blending them (ffmpeg-filters, "atempo"). */
const STRETCHES = { lowest: 0.5, highest: 2 } as const;

/**
 * Samples: atempo works in windows of the power of two above a 24th of a second (libavfilter/af_atempo.c), 2048 at 48 kHz,
 * and when it slows down it loses half a window at the end.
 */
const HALF_WINDOW = 1024;

/** Appended before a stretch whose exact end is known, so that there is enough to cut: it may end 10 ms early by itself. */
const SPARE = HALF_WINDOW;

function stretch(factor: number, spare: number): readonly string[] {
  const missing = spare + Math.ceil(HALF_WINDOW * Math.max(0, 1 - factor));
  return [...(missing > 0 ? [`apad=pad_len=${missing}`] : []), `atempo=${decimal(factor)}`];
}

/** Whether a sound is told in another time or pitch: then its end is exact only where its length is known. */
export const isStretched = ({ pitch, speed }: Filters): boolean => pitch !== 1 || speed !== 1;

/**
 * Pitch, then speed: read faster, so that it sounds higher, then stretched once to the length that both ask for.
 *
 * @param seconds - of the answer, with what echoes behind it, where its source's length is known: it is brought to that to
 *   the sample
 */
export function tempo({ pitch, speed }: Filters, seconds: number | undefined): readonly string[] {
  const rate = Math.round(CHAIN_RATE * pitch);
  const shifted = rate === CHAIN_RATE ? [] : [`asetrate=${rate}`, `aresample=${CHAIN_RATE}`];
  const factor = (speed * CHAIN_RATE) / rate;
  if (factor === 1) return shifted;
  const once = factor >= STRETCHES.lowest && factor <= STRETCHES.highest;
  const factors = once ? [factor] : [Math.sqrt(factor), Math.sqrt(factor)];
  const stretched = factors.flatMap((each) => stretch(each, seconds === undefined ? 0 : SPARE));
  const end = seconds === undefined ? [] : [`atrim=end_sample=${Math.max(1, Math.round(seconds * CHAIN_RATE))}`];
  return [...shifted, ...stretched, ...end];
}

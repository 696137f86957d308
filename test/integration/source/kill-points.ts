import type { Offer } from '../../fixtures/dying.ts';
import type { MediaKind } from '../../fixtures/media.ts';
import { between, pick, random } from '../../fixtures/random.ts';

/** Where and how the connection of one source breaks. Everything in it follows from the seed and its number. */
export interface KillPoint {
  readonly number: number;
  readonly kind: MediaKind;
  readonly format: 'pcm' | 'opus';
  readonly offer: Offer;
  readonly how: 'reset' | 'fin';
  /** Offsets in the file, ascending. */
  readonly kills: readonly number[];
}

export const KINDS = [
  'mp3',
  'mp3-vbr',
  'flac',
  'opus',
  'vorbis',
  'wav',
  'm4a',
  'm4a-moov-last',
  'aac',
  'webm',
] as const satisfies readonly MediaKind[];

/** A third of the first kills fall into this much of the start, where the headers are: their share of a file is small. */
const START_BYTES = 4096;

/** How often a continuation may be killed again. */
const AGAIN = 3;

/** One of the points of a seed. Even numbers are sources that can be continued, odd ones are not. */
export function killPoint(seed: number, number: number, sizes: Readonly<Record<string, number>>): KillPoint {
  const next = random(Math.imul(seed, 0x9e3779b1) ^ number);
  const kind = pick(next, KINDS);
  const last = (sizes[kind] ?? 0) - 1;
  const first = between(next, 1, next() < 1 / 3 ? START_BYTES : last);
  const again = next() < 1 / 2 ? between(next, 1, AGAIN) : 0;
  const kills = [first, ...Array.from({ length: again }, () => between(next, first, last))];
  return {
    number,
    kind,
    format: next() < 1 / 5 ? 'opus' : 'pcm',
    offer: number % 2 === 0 ? 'ranges' : pick(next, ['no ranges', 'chunked', 'no validator', 'replaced']),
    how: next() < 1 / 2 ? 'reset' : 'fin',
    kills: [...new Set(kills)].toSorted((a, b) => a - b),
  };
}

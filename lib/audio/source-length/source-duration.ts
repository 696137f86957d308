import type { Container } from '../container.ts';
import { aiffDuration } from './aiff.ts';
import { auDuration } from './au.ts';
import { cafDuration } from './caf.ts';
import { flacDuration } from './flac.ts';
import { matroskaDurationHint } from './matroska.ts';
import { movDuration } from './mov.ts';
import { mpegDuration } from './mpeg.ts';
import { oggDuration } from './ogg.ts';
import type { KnownBytes } from './source.ts';
import { w64Duration, wavDuration } from './wave.ts';

/**
 * AAC, AC-3 and E-AC-3 have no length but their frames'; of Matroska and ASF ffmpeg says one, to the millisecond.
 */
const DURATIONS: Readonly<Partial<Record<Container, (known: KnownBytes) => number | undefined>>> = {
  wav: wavDuration,
  w64: w64Duration,
  aiff: aiffDuration,
  au: auDuration,
  caf: cafDuration,
  flac: flacDuration,
  ogg: oggDuration,
  mp3: mpegDuration,
  mov: movDuration,
};

/** Whether a container's own bytes may tell that. */
export const tellsLength = (container: Container): boolean => DURATIONS[container] !== undefined;

/**
 * Seconds that ffmpeg's decode of a source has, exactly; of a file that was cut off, those that it promises.
 *
 * @param head - its first bytes without ID3v2 tags; 64 KiB, or all there are; of an MP4, up to the end of its index
 * @param tail - its last bytes, as many, where they are known
 * @param length - bytes of all of it, from `head`'s first on, where they are known
 * @returns `undefined` where that cannot be told: it is never an estimate
 */
export function durationOf(
  container: Container,
  head: Buffer,
  tail: Buffer | undefined,
  length: number | undefined,
): number | undefined {
  return DURATIONS[container]?.({ head, tail, length });
}

/**
 * About how many seconds a source has, where it says so itself and {@link durationOf} cannot promise it: of Matroska and
 * WebM with one track. Good enough for an average, and not for a header or for finding out whether an answer is whole.
 */
export function durationHint(container: Container, head: Buffer): number | undefined {
  return container === 'matroska' ? matroskaDurationHint(head) : undefined;
}

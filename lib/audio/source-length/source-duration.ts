import type { Container } from '../container.ts';
import { aiffDuration } from './aiff.ts';
import { auDuration } from './au.ts';
import { cafDuration } from './caf.ts';
import { flacDuration } from './flac.ts';
import { mpegDuration } from './mpeg.ts';
import { oggDuration } from './ogg.ts';
import type { KnownBytes } from './source.ts';
import { w64Duration, wavDuration } from './wave.ts';

/**
 * AAC, AC-3 and E-AC-3 have no length but their frames'; of M4A, Matroska and ASF ffmpeg says it, and they are not simple.
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
};

/**
 * Seconds that ffmpeg's decode of a source has, exactly; of a file that was cut off, those that it promises.
 *
 * @param head - its first bytes without ID3v2 tags; 64 KiB, or all there are
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

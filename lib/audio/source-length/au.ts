import { type KnownBytes, seconds } from './source.ts';
import { isUnknownSize } from './wave.ts';

/** Sun's AU (audio_filehdr(5), NeXT's and Sun's `SND_FORMAT_*`). */

/** Bytes of a sample by encoding: µ-law; linear of 8, 16, 24 and 32 bits; float and double; A-law. */
const SAMPLE_LENGTHS: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 3, 5: 4, 6: 4, 7: 8, 27: 1 };

const HEADER = 24;

/** Seconds of an AU. */
export function auDuration({ head, length }: KnownBytes): number | undefined {
  if (head.length < HEADER) return undefined;
  const start = head.readUInt32BE(4);
  const told = head.readUInt32BE(8);
  const sampleLength = SAMPLE_LENGTHS[head.readUInt32BE(12)];
  const channels = head.readUInt32BE(20);
  const size = isUnknownSize(told, start + told, length) ? length && length - start : told;
  if (size === undefined || size < 0 || !sampleLength || !channels) return undefined;
  return seconds(Math.floor(size / (sampleLength * channels)), head.readUInt32BE(16));
}

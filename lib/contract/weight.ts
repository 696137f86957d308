import { allowedBitrates, highestAllowed } from './bitrate.ts';
import { isLossy } from './formats.ts';
import type { TranscodeRequest } from './request.ts';

/** Bits of a sample: FLAC keeps the 24 of a source that has them, or of filters. */
const BITS = { wav: 16, pcm: 16, flac: 24 } as const;

/** kbit/s that an answer has, or has at most where there is none to choose. */
export function kilobitsOf({ output_format, bitrate, sample_rate, channels }: TranscodeRequest): number {
  if (isLossy(output_format)) return bitrate ?? 0;
  return (sample_rate * channels * BITS[output_format]) / 1000;
}

/**
 * A request that weighs no more than this: with the most that is possible, where its caller left the bitrate to us.
 *
 * @param most - kbit/s
 * @returns `undefined` where its caller asked for more, or nothing is as light
 */
export function lightened(request: TranscodeRequest, most: number): TranscodeRequest | undefined {
  if (kilobitsOf(request) <= most) return request;
  const { output_format, sample_rate, channels, bitrateIsImplied } = request;
  if (!isLossy(output_format) || !bitrateIsImplied) return undefined;
  const bitrate = highestAllowed(most, allowedBitrates(output_format, sample_rate, channels));
  return bitrate <= most ? { ...request, bitrate } : undefined;
}

/** Seconds of a source that make so many of an answer, to the millisecond: what is told here is not refused as 2.1599999999999997. */
export const sourceSeconds = (seconds: number, speed: number): number => Math.round(seconds * speed * 1000) / 1000;

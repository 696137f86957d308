import { trailingTagLength } from '../trailing-tags.ts';
import { mpegHeader } from './header.ts';
import type { MpegLayout } from './layout.ts';

/** Where the frames of a constant bitrate are: each has the same duration, and as many bytes up to one of padding. */

/**
 * Bytes by which a frame may begin before or after the place that the bitrate gives it. An encoder pads a frame as soon
 * as it is a whole byte late (ISO 11172-3, 2.4.3.1), by a sum of its own that may begin at any fraction: one byte either
 * way, and one for an info frame that the sum counts or not.
 */
export const DRIFT = 2;

/**
 * Bytes in which the first whole frame of a tail begins: behind the rest of one, or behind an info frame where the tail is
 * the whole file. The longest frames have 1441 bytes in layer III, and 1729 in layer II (ISO 11172-3, 2.4.3.1).
 */
const WITHIN = 4096;

/** Bytes of a frame with its fraction: bit/s × samples / 8 / Hz. */
const perFrame = ({ kbps, samplesPerFrame, sampleRate }: MpegLayout): number =>
  (kbps * 125 * samplesPerFrame) / sampleRate;

/** Bytes before frame `index` of a constant bitrate, give or take {@link DRIFT}. */
export const frameOffset = (layout: MpegLayout, index: number): number =>
  layout.firstFrame + Math.floor(index * perFrame(layout));

/**
 * The frames of a constant bitrate between `firstFrame` and `length`.
 *
 * @param length - bytes from the head's first to the end of the audio, without trailing tags
 * @returns `undefined` where they are not whole frames: the stream was cut off, is not constant, or holds something else
 */
export function frameCount(layout: MpegLayout, length: number): number | undefined {
  const count = Math.round((length - layout.firstFrame) / perFrame(layout));
  const fits = count > 0 && Math.abs(length - frameOffset(layout, count)) <= DRIFT;
  return fits && Number.isSafeInteger(count) ? count : undefined;
}

/**
 * Whether a stream ends with frames of the bitrate that it began with. For a stream without an info frame, this and a
 * {@link frameCount} make its layout a constant one: `{ ...layout, variable: false }`.
 *
 * @param tail - the file's last bytes, trailing tags included; 64 KiB, or all there are
 */
export function sameBitrate(layout: MpegLayout, tail: Buffer): boolean {
  if (layout.variable) return false;
  const audio = tail.subarray(0, Math.max(0, tail.length - trailingTagLength(tail)));
  const within = Math.min(audio.length, WITHIN);
  for (let offset = 0; offset < within; offset++) if (chain(layout, audio, offset) > 1) return true;
  return false;
}

/** Frames of the layout's kind from `offset` to the very end of `audio`; 0 where anything else is between them. */
function chain({ kbps, sampleRate, layer }: MpegLayout, audio: Buffer, offset: number): number {
  let frames = 0;
  for (let at = offset; at !== audio.length; frames++) {
    const header = mpegHeader(audio, at);
    const same = header?.kbps === kbps && header.sampleRate === sampleRate && header.layer === layer;
    if (!header || !same || at + header.length > audio.length) return 0;
    at += header.length;
  }
  return frames;
}

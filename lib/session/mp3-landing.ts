import type { Cut } from '../audio/input.ts';
import { sameBitrate } from '../audio/mpeg/constant.ts';
import { confirmedLanding, mpegLanding } from '../audio/mpeg/landing.ts';
import { mpegLayout } from '../audio/mpeg/layout.ts';
import { trailingTagLength } from '../audio/trailing-tags.ts';
import type { RecognisedSource } from './recognised-source.ts';

/** A stream that begins where it is wanted, a little in front of the first sample that is kept. */
interface Landing {
  readonly audio: AsyncIterable<Buffer>;
  readonly cut: Cut;
}

/** Bytes in which the frame that was meant is found again. */
const CONFIRMED_WITHIN = 4096;

/**
 * Jumps to `start` in an MP3 of constant bitrate, where the place of a frame can be computed: ffmpeg's own seeking is a
 * frame late in those, and seconds off in others.
 *
 * @returns `'past-end'` where nothing is left at `start`; `undefined` where it has to be read through, with the recognised
 * source as it was
 */
export async function landInMp3(
  { source, audio, tagBytes, length, tail: readTail }: RecognisedSource,
  start: number,
): Promise<Landing | 'past-end' | undefined> {
  if (!source.seekable || length === undefined || source.windowEnd === undefined) return undefined;
  await audio.peek(Math.max(0, source.windowEnd - tagBytes));
  const found = mpegLayout(audio.held());
  if (!found || found.variable) return undefined;
  const tail = await readTail();
  if (!tail) return undefined;
  const layout = found.variable === undefined && sameBitrate(found, tail) ? { ...found, variable: false } : found;
  const landing = mpegLanding(layout, length - trailingTagLength(tail), start);
  if (landing === undefined || landing === 'past-end') return landing;
  const from = tagBytes + landing.offset;
  const place = await source.part(from, Math.min(from + CONFIRMED_WITHIN, tagBytes + length));
  const confirmed = confirmedLanding(layout, landing, place);
  if (!confirmed) return undefined;
  const { offset, skipSamples, samples } = confirmed;
  return {
    audio: source.from(tagBytes + offset),
    cut: { startSample: skipSamples, endSample: skipSamples + samples },
  };
}

import { mpegHeader } from '../mpeg/header.ts';
import { type MpegLayout, mpegLayout } from '../mpeg/layout.ts';
import { averageRate, type CodedBytes, coding, ENOUGH_FRAMES, type SourceCoding } from './coding.ts';

/** Hz from which on a stream is MPEG-1 or MPEG-2: 2.5 is nobody's standard, and not every player knows it. */
const LEAST_STANDARD_RATE = 16_000;

/** kbit/s of the largest frames of layer III, and of I (ISO 11172-3, 2.4.2.3). */
const HIGHEST = 448;

/** MPEG-1, 2 and 2.5, layers I to III. Free format has no length in its headers, and is not known here. */
export function mpegCoding({ head, length, duration }: CodedBytes): SourceCoding | undefined {
  const layout = mpegLayout(head);
  const first = layout && mpegHeader(head, layout.firstFrame);
  if (!layout || !first) return undefined;
  const { layer, sampleRate } = layout;
  const frames = framesAlike(head, layout);
  const kbps = bitrate(layout, frames, length, duration);
  return coding({
    ...{ codec: `mp${layer}`, sampleRate, channels: first.mono ? 1 : 2 },
    // An info frame that counts more than frames can hold counts something else.
    bitrate: kbps <= HIGHEST ? kbps : Number.NaN,
    delay: layout.skip,
    copyable: layer === 3 && sampleRate >= LEAST_STANDARD_RATE && frames >= ENOUGH_FRAMES,
  });
}

/**
 * What the info frame counts; where there is none, a bitrate that no frame of the head departs from; of a variable one only
 * the whole file's length tells, since it may begin with a silence.
 */
function bitrate(
  { kbps, variable, bytes, frames, sampleRate, samplesPerFrame, firstFrame }: MpegLayout,
  alike: number,
  length: number | undefined,
  duration: number | undefined,
): number {
  if (bytes && frames && variable !== false) return averageRate(bytes, (frames * samplesPerFrame) / sampleRate);
  if (variable === true) return averageRate(length && length - firstFrame, duration);
  return alike >= ENOUGH_FRAMES ? kbps : Number.NaN;
}

/** Frames from the first on to the end of the head; 0 where anything else is between them. */
function framesAlike(head: Buffer, { firstFrame, layer, sampleRate }: MpegLayout): number {
  const mono = mpegHeader(head, firstFrame)?.mono;
  let frames = 0;
  for (let at = firstFrame; at + 4 <= head.length; frames++) {
    const header = mpegHeader(head, at);
    if (header?.layer !== layer || header.sampleRate !== sampleRate || header.mono !== mono) {
      return endsWithTag(head, at) ? frames : 0;
    }
    at += header.length;
  }
  return frames;
}

/** The tags that may follow the last frame of a file that is shorter than a head. */
const endsWithTag = (head: Buffer, offset: number): boolean =>
  ['TAG', 'APETAGEX', 'LYRICSBEGIN'].some((tag) => head.toString('latin1', offset, offset + tag.length) === tag);

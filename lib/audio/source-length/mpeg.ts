import { frameCount, sameBitrate } from '../mpeg/constant.ts';
import { type MpegLayout, mpegLayout } from '../mpeg/layout.ts';
import { trailingTagLength } from '../trailing-tags.ts';
import { type KnownBytes, seconds } from './source.ts';

/** Bytes of layer III's longest frame: 320 kbit/s at 32 kHz with padding (ISO 11172-3, 2.4.3.1). */
const LONGEST_FRAME = 1441;

/** Seconds of an MP3 as a decode gives them, without what the encoder put before and behind the audio. */
export function mpegDuration({ head, tail, length }: KnownBytes): number | undefined {
  const layout = mpegLayout(head);
  if (!layout) return undefined;
  const audio = tail && length !== undefined ? length - trailingTagLength(tail) : undefined;
  const frames = layout.frames ? told(layout, audio ?? length) : counted(layout, tail, audio);
  if (frames === undefined) return undefined;
  return seconds(frames * layout.samplesPerFrame - layout.skip - layout.padding, layout.sampleRate);
}

/** What the info frame says, unless more follows than it knows of: then another file was appended. */
function told({ firstFrame, bytes, frames }: MpegLayout, audio: number | undefined): number | undefined {
  const more = audio === undefined || bytes === undefined ? 0 : audio - firstFrame - bytes;
  return more > LONGEST_FRAME ? undefined : frames;
}

function counted(layout: MpegLayout, tail: Buffer | undefined, audio: number | undefined): number | undefined {
  // A slot of layer I is four bytes long, too long to count frames by.
  if (!tail || audio === undefined || layout.layer === 1 || !sameBitrate(layout, tail)) return undefined;
  return frameCount(layout, audio);
}

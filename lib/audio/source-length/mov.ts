import { trackFormat } from '../isobmff/format.ts';
import { type AudioTrack, audioTrack } from '../isobmff/track.ts';
import type { KnownBytes } from './source.ts';

/** Samples of AAC's frames (ISO 14496-3, 4.5.1.1, `frameLengthFlag`). */
const AAC_FRAME = 1024;
const SHORT_AAC_FRAME = 960;

/**
 * Seconds of an MP4's audio as ffmpeg decodes it: all samples of its frames, less what one edit leaves out in front. At its
 * end an edit drops the frames that begin behind it, and no part of one (`mov_fix_index` in libavformat/mov.c). A film's
 * other tracks and the movie's own duration say nothing of that; nor does an index that is not all there, or fragments.
 */
export function movDuration({ head }: KnownBytes): number | undefined {
  const track = audioTrack(head);
  const format = track && trackFormat(head, track);
  if (!format || track.isFragmented || track.entries !== 1 || !track.frames) return undefined;
  const { codec, aac } = format;
  if (codec === 'alac') return shown(track, track.time, undefined);
  if (codec === 'aac' && aac) {
    // A writer may call its last frame shorter; a decoder does not.
    const frame = ((aac.isShort ? SHORT_AAC_FRAME : AAC_FRAME) * track.timescale) / aac.coreRate;
    return shown(track, track.frames.count * frame, frame);
  }
  // Samples that stand by themselves, each of which the index counts.
  return codec.startsWith('pcm_') ? shown(track, track.time, undefined) : undefined;
}

/**
 * @param time - of all frames, in the track's units
 * @param frame - of each of them; `undefined` where the last is shorter
 */
function shown(
  { edits, timescale, movieTimescale }: AudioTrack,
  time: number,
  frame: number | undefined,
): number | undefined {
  // An empty edit puts silence in front, of which a decode has nothing.
  const [edit, ...more] = (edits ?? []).filter(({ start }) => start >= 0);
  if (!edits || more.length > 0) return undefined;
  const start = edit?.start ?? 0;
  const end = edit ? start + Math.round((edit.duration * timescale) / movieTimescale) : time;
  const isCut = end < time;
  // Of one of no duration ffmpeg decodes nothing, and other programs all (ISO 14496-12, 8.6.6.1).
  if (edit?.duration === 0 || (frame === undefined && (isCut || start > 0))) return undefined;
  const left = (isCut && frame ? Math.ceil(end / frame) * frame : time) - start;
  return left > 0 && Number.isFinite(left / timescale) ? left / timescale : undefined;
}

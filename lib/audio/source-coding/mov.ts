import { AAC_LC, type AacConfig } from '../aac-config.ts';
import { type TrackFormat, trackFormat } from '../isobmff/format.ts';
import { type AudioTrack, audioTrack } from '../isobmff/track.ts';
import {
  averageRate,
  type CodedBytes,
  coding,
  ENOUGH_FRAMES,
  mayHideReplication,
  type SourceCoding,
} from './coding.ts';

/** An ADTS frame's length has 13 bits, and counts its header of seven bytes (ISO 14496-3, 1.A.2.2). */
const LARGEST_ADTS = 0x1fff - 7;
/** ADTS' channel configuration has three bits: no program of one's own. */
const MOST_CHANNELS = 8;

/** Samples that an edit may leave out in front: an encoder's delay, of Apple's 2112, of others 1024 and 2048. */
const LONGEST_DELAY = 4096;

/** The first audio track of an MP4, M4A, 3GP or QuickTime file. */
export function movCoding({ head, length }: CodedBytes): SourceCoding | undefined {
  const track = audioTrack(head);
  const format = track && trackFormat(head, track);
  if (!format) return undefined;
  const { codec, sampleRate, channels, aac } = format;
  const bitrate = averageBitrate(track, format, length);
  const copyable = codec === 'aac' && aac !== undefined && isPlain(aac) && hasAllFrames(track);
  const delay = copyable ? ((track.edits?.[0]?.start ?? 0) * sampleRate) / track.timescale : 0;
  return coding({ codec, sampleRate, channels, bitrate, copyable, delay });
}

/** All its frames' bytes, where the index counts them; else what the descriptor says; else all of a file without more. */
function averageBitrate(track: AudioTrack, format: TrackFormat, length: number | undefined): number {
  const seconds = track.duration / track.timescale;
  if (track.frames && track.frames.count > 0) return averageRate(track.frames.bytes, seconds);
  if (format.averageBitrate > 0) return format.averageBitrate / 1000;
  return track.isAlone && !track.isFragmented ? averageRate(length, seconds) : Number.NaN;
}

/** What ADTS' header can say. */
const isPlain = ({ objectType, replicates, isShort, coreRate, channels }: AacConfig): boolean =>
  objectType === AAC_LC &&
  !replicates &&
  !isShort &&
  !mayHideReplication(coreRate) &&
  channels > 0 &&
  channels <= MOST_CHANNELS;

/** Whether the index has all frames, and no edit leaves out more than an encoder's delay: ADTS holds no edits. */
function hasAllFrames({ frames, entries, isFragmented, edits, duration }: AudioTrack): boolean {
  if (!frames || isFragmented || entries !== 1 || !edits || edits.length > 1) return false;
  const [edit] = edits;
  // 1.0 in 16.16 bits.
  const isDelay =
    !edit || (edit.start >= 0 && edit.start <= LONGEST_DELAY && edit.start < duration && edit.rate === 0x10000);
  return isDelay && frames.count >= ENOUGH_FRAMES && frames.largest <= LARGEST_ADTS;
}

import { findBox } from '../isobmff/boxes.ts';
import { type DecoderConfig, decoderConfig } from '../isobmff/descriptor.ts';
import { type SampleEntry, sampleEntry } from '../isobmff/sample-entry.ts';
import { type AudioTrack, audioTrack } from '../isobmff/track.ts';
import { streamInfo } from '../source-length/flac.ts';
import { unsigned } from '../unsigned.ts';
import { AAC_LC, type AacConfig, aacConfig } from './aac-config.ts';
import {
  averageRate,
  type CodedBytes,
  coding,
  ENOUGH_FRAMES,
  mayHideReplication,
  type SourceCoding,
} from './coding.ts';
import { aacObject, objectCodec, soundCodec } from './mov-codec.ts';

/** An ADTS frame's length has 13 bits, and counts its header of seven bytes (ISO 14496-3, 1.A.2.2). */
const LARGEST_ADTS = 0x1fff - 7;
/** ADTS' channel configuration has three bits: no program of one's own. */
const MOST_CHANNELS = 8;

/** Samples that an edit may leave out in front: an encoder's delay, of Apple's 2112, of others 1024 and 2048. */
const LONGEST_DELAY = 4096;

/** The first audio track of an MP4, M4A, 3GP or QuickTime file. */
export function movCoding({ head, length }: CodedBytes): SourceCoding | undefined {
  const track = audioTrack(head);
  if (!track?.entry) return undefined;
  const { type } = track.entry;
  const entry = sampleEntry(head, track.entry);
  const body = (box: string): Buffer | undefined => {
    const found = findBox(head, entry.boxes, box);
    return found?.whole ? head.subarray(found.start, found.end) : undefined;
  };
  const descriptor = body('esds');
  const config = descriptor && decoderConfig(descriptor);
  const codec =
    type === 'mp4a' ? config && objectCodec(config.objectType) : soundCodec(type, entry, body('enda')?.[1] === 1);
  if (codec === undefined) return undefined;
  const bitrate = averageBitrate(track, config, length);
  if (codec === 'aac') return aac(track, entry, config, bitrate);
  return coding({ codec, ...format(codec, entry, body), bitrate });
}

/** Rate and channels from the codec's own box: an entry has 16 bits for either, and old writers put what they like. */
function format(
  codec: string,
  { sampleRate, channels }: SampleEntry,
  body: (box: string) => Buffer | undefined,
): { readonly sampleRate: number; readonly channels: number } {
  const cookie = codec === 'alac' ? body('alac') : undefined;
  // Apple, "ALAC magic cookie description": version and flags, then 24 bytes.
  if (cookie) return { channels: unsigned(cookie, 13, 1), sampleRate: unsigned(cookie, 24, 4) };
  const flac = codec === 'flac' ? body('dfLa') : undefined;
  const info = flac && streamInfo(flac, 4);
  if (info) return info;
  const opus = codec === 'opus' ? body('dOps') : undefined;
  if (opus) return { sampleRate: 48_000, channels: unsigned(opus, 1, 1) };
  return { sampleRate, channels };
}

/** All its frames' bytes, where the index counts them; else what the descriptor says; else all of a file without more. */
function averageBitrate(track: AudioTrack, config: DecoderConfig | undefined, length: number | undefined): number {
  const seconds = track.duration / track.timescale;
  if (track.frames && track.frames.count > 0) return averageRate(track.frames.bytes, seconds);
  if (config && config.averageBitrate > 0) return config.averageBitrate / 1000;
  return track.isAlone && !track.isFragmented ? averageRate(length, seconds) : Number.NaN;
}

function aac(
  track: AudioTrack,
  entry: SampleEntry,
  descriptor: DecoderConfig | undefined,
  bitrate: number,
): SourceCoding | undefined {
  const config = descriptor && aacObject(descriptor.objectType) ? aacConfig(descriptor.specific) : undefined;
  return coding({
    codec: 'aac',
    sampleRate: config?.sampleRate ?? entry.sampleRate,
    channels: config?.channels || entry.channels,
    bitrate,
    copyable: config !== undefined && isPlain(config) && hasAllFrames(track),
  });
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

import { type AacConfig, aacConfig } from '../aac-config.ts';
import { streamInfo } from '../source-length/flac.ts';
import { unsigned } from '../unsigned.ts';
import { findBox } from './boxes.ts';
import { aacObject, objectCodec, soundCodec } from './codec.ts';
import { decoderConfig } from './descriptor.ts';
import { type SampleEntry, sampleEntry } from './sample-entry.ts';
import type { AudioTrack } from './track.ts';

/** What the sample description of an MP4's audio track says. */
export interface TrackFormat {
  /** ffmpeg's name. */
  readonly codec: string;
  /** Hz and channels that a decoder gives. */
  readonly sampleRate: number;
  readonly channels: number;
  /** Of AAC, where it is there. */
  readonly aac: AacConfig | undefined;
  /** bit/s on average, as its descriptor says; 0 where none does. */
  readonly averageBitrate: number;
}

/** @returns `undefined` where the codec is not known, or encrypted */
export function trackFormat(head: Buffer, { entry }: AudioTrack): TrackFormat | undefined {
  if (!entry) return undefined;
  const sample = sampleEntry(head, entry);
  const body = (box: string): Buffer | undefined => {
    const found = findBox(head, sample.boxes, box);
    return found?.whole ? head.subarray(found.start, found.end) : undefined;
  };
  const described = body('esds');
  const config = described && decoderConfig(described);
  const { type } = entry;
  const codec =
    type === 'mp4a' ? config && objectCodec(config.objectType) : soundCodec(type, sample, body('enda')?.[1] === 1);
  if (codec === undefined) return undefined;
  const aac = config && aacObject(config.objectType) ? aacConfig(config.specific) : undefined;
  const own = aac
    ? { sampleRate: aac.sampleRate, channels: aac.channels || sample.channels }
    : ownFormat(codec, sample, body);
  return { codec, ...own, aac, averageBitrate: config?.averageBitrate ?? 0 };
}

/** Rate and channels from the codec's own box: an entry has 16 bits for either, and old writers put what they like. */
function ownFormat(
  codec: string,
  { sampleRate, channels }: SampleEntry,
  body: (box: string) => Buffer | undefined,
): Pick<TrackFormat, 'sampleRate' | 'channels'> {
  const cookie = codec === 'alac' ? body('alac') : undefined;
  // Apple, "ALAC magic cookie description": version and flags, then 24 bytes.
  if (cookie) return { channels: unsigned(cookie, 13, 1), sampleRate: unsigned(cookie, 24, 4) };
  const flac = codec === 'flac' ? body('dfLa') : undefined;
  const info = flac && streamInfo(flac, 4);
  if (info) return { sampleRate: info.sampleRate, channels: info.channels };
  const opus = codec === 'opus' ? body('dOps') : undefined;
  if (opus) return { sampleRate: 48_000, channels: unsigned(opus, 1, 1) };
  return { sampleRate, channels };
}

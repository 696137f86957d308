import { allowedBitrates, highestAllowed } from '../contract/bitrate.ts';
import { isLossy, type OutputFormat } from '../contract/formats.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import type { Container } from './container.ts';
import { mayBeUnbounded } from './filters/bounds.ts';
import type { SourceCoding } from './source-coding/coding.ts';
import type { Tags } from './tags/tags.ts';

/** Whether an answer is encoded anew, or made of the source's own packets. */
export type Mode = 'encode' | 'copy';

/** How an answer is made of a source that is known. */
export interface Plan {
  readonly mode: Mode;
  /** As it was made, with the bitrate that the answer will really have. */
  readonly request: TranscodeRequest;
  /** ffmpeg's name of the source's codec; absent where its first bytes do not tell, or nothing depends on it. */
  readonly sourceCodec?: string;
  /** Whether the source lost what its codec took for inaudible; absent where its first bytes do not tell. */
  readonly sourceIsLossy?: boolean;
  /** What the answer is called. */
  readonly tags?: Tags;
  /** kbit/s that frames which are passed on may have; absent where they cannot have more than the first ones told. */
  readonly ceiling?: number;
  /** Samples in front of the source's own packets that a decoder is to drop. */
  readonly delay?: number;
  /** Seconds of the answer behind which nothing is written any more. */
  readonly longest?: number;
  /** Seconds of the source, exactly, where it tells that before it is decoded. */
  readonly sourceDuration?: number;
}

/** ffmpeg's names of the codecs that the formats hold. */
const CODEC: Readonly<Record<OutputFormat, string>> = {
  opus: 'opus',
  aac: 'aac',
  mp3: 'mp3',
  flac: 'flac',
  wav: 'pcm_s16le',
  pcm: 'pcm_s16le',
};

/** Formats without a container that would tell how long all of it is: what follows the first frames may be anything. */
const FRAMED: ReadonlySet<OutputFormat> = new Set(['mp3', 'aac']);

/** Milliseconds: voice chats pass Opus packets on as they are, and expect no longer ones (RFC 7845 has up to 120). */
const LOW_LATENCY_PACKET = 20;

/**
 * How much above another a bitrate may be and still count as the same: a nominal 128 kbit/s comes out as 129 of one encoder
 * and 127 of the next. Half of what we allow our own.
 */
const ALIKE = 1.05;

/** Whether a request wants a source as it is, from its beginning to its end. */
export function wantsAllUnchanged({
  start,
  duration,
  normalize,
  fade_in,
  fade_out,
  filters,
  continued,
}: TranscodeRequest): boolean {
  const { speed, pitch, volume, eq_preset, eq_bands = [], custom_filter } = filters;
  const isFlat = eq_preset === 'flat' && eq_bands.every((gain) => gain === 0) && !custom_filter;
  const isWhole = start === 0 && duration === undefined && fade_in === 0 && fade_out === 0;
  return !continued && isWhole && isFlat && !normalize && speed === 1 && pitch === 1 && volume === 1;
}

/** Whether there is anything to plan: else nobody has to wait for what a source says of its coding. */
export const dependsOnCoding = (request: TranscodeRequest, container: Container | undefined): boolean =>
  mayBeUnbounded(container) ||
  wantsAllUnchanged(request) ||
  request.output_format === 'flac' ||
  (isLossy(request.output_format) && request.bitrateIsImplied);

/** Whether a source is what was asked for but for its bitrate, whatever its packets are like. */
export function isAlike(request: TranscodeRequest, coding: SourceCoding): boolean {
  const { codec, sampleRate, channels, packetMs = 0 } = coding;
  const isSame = codec === CODEC[request.output_format] && sampleRate === request.sample_rate;
  const isPrompt = !request.low_latency || packetMs <= LOW_LATENCY_PACKET;
  return isSame && channels === request.channels && isPrompt && wantsAllUnchanged(request);
}

/** Whether a source is what was asked for, and no more. */
export function isAsAsked(request: TranscodeRequest, coding: SourceCoding): boolean {
  const { output_format, bitrate: wanted = 0 } = request;
  const isSmall = coding.bitrate !== undefined && Math.round(coding.bitrate) <= wanted;
  return isAlike(request, coding) && (isSmall || !isLossy(output_format));
}

/** What was lost once does not come back: more bits than the source had would hold nothing but its noise. */
function withoutImprovement(request: TranscodeRequest, { lossy, bitrate }: SourceCoding): TranscodeRequest {
  const { output_format, sample_rate, channels, bitrate: wanted, bitrateIsImplied } = request;
  if (!isLossy(output_format) || wanted === undefined || !bitrateIsImplied || !lossy || bitrate === undefined)
    return request;
  if (bitrate * ALIKE >= wanted) return request;
  const allowed = allowedBitrates(output_format, sample_rate, channels);
  // A list goes in large steps: 63.8 is its 64, and not its 56.
  return { ...request, bitrate: highestAllowed('list' in allowed ? bitrate * ALIKE : bitrate, allowed) };
}

/**
 * How a request is answered: with the source's own packets where they are what was asked for, and else encoded, with no
 * higher a bitrate than a lossy source has, unless the caller asked for one.
 *
 * @param coding - of the source; `undefined` where its first bytes do not tell
 */
export function planFor(request: TranscodeRequest, coding: SourceCoding | undefined): Plan {
  if (!coding) return { mode: 'encode', request };
  const known = { sourceCodec: coding.codec, sourceIsLossy: coding.lossy };
  if (!(coding.copyable && isAsAsked(request, coding)))
    return { mode: 'encode', ...known, request: withoutImprovement(request, coding) };
  const bitrate = isLossy(request.output_format) && coding.bitrate ? { bitrate: Math.round(coding.bitrate) } : {};
  const { delay } = coding;
  return {
    ...{ mode: 'copy', ...known, request: { ...request, ...bitrate } },
    ...(FRAMED.has(request.output_format) && request.bitrate !== undefined ? { ceiling: request.bitrate } : {}),
    ...(delay === undefined ? {} : { delay }),
  };
}

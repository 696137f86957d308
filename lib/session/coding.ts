import type { Container } from '../audio/container.ts';
import { isAlike, isAsAsked } from '../audio/plan.ts';
import type { SourceCoding } from '../audio/source-coding/coding.ts';
import { codingOf } from '../audio/source-coding/source-coding.ts';
import { durationHint, durationOf } from '../audio/source-length/source-duration.ts';
import { isLossy } from '../contract/formats.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import { lookAt } from './head.ts';
import { soonDuration } from './one-stream.ts';
import type { RecognisedSource } from './recognised-source.ts';

/**
 * Bytes in which a container has said how it is coded, or never will: three frames of a stream that has no header, the
 * first page with audio, the description of the tracks. A paced source is not waited for longer than that.
 */
const WITHIN: Readonly<Record<Container, number>> = {
  mp3: 4_608,
  aac: 4_608,
  ac3: 4_608,
  eac3: 4_608,
  flac: 65_536,
  wav: 4_096,
  w64: 4_096,
  aiff: 4_096,
  au: 64,
  caf: 4_096,
  asf: 4_096,
  matroska: 16_384,
  ogg: 65_536,
  // Where its index could not be had.
  mov: 64,
};

/** Streams whose bitrate is seen in their frames; the others have told it with their codec, or do not. */
const TELLS_LATER: ReadonlySet<Container> = new Set(['mp3', 'aac', 'ogg']);

/** What a head says of its coding; `undefined` while it does not tell what the request depends on. */
function told(
  request: TranscodeRequest,
  { container, length }: RecognisedSource,
  head: Buffer,
): SourceCoding | undefined {
  if (container === undefined) return undefined;
  const duration = durationOf(container, head, undefined, length) ?? durationHint(container, head);
  const coding = codingOf(container, head, length, duration);
  if (!coding?.lossy || !isLossy(request.output_format) || coding.bitrate !== undefined) return coding;
  const mayTellLater = TELLS_LATER.has(container) && coding.codec !== 'vorbis';
  return mayTellLater && (request.bitrateIsImplied || isAlike(request, coding)) ? undefined : coding;
}

/**
 * What a source says of its coding in its first bytes, which are waited for no longer than they take to tell; and where it is
 * what was asked for, no longer than it takes to see that its packets can be passed on.
 *
 * @param index - of an MP4, all up to its end
 */
export async function sourceCoding(
  request: TranscodeRequest,
  source: RecognisedSource,
  index: Buffer | undefined,
): Promise<SourceCoding | undefined> {
  const { audio, container } = source;
  if (container === undefined) return undefined;
  const isEnough = (head: Buffer): boolean => {
    const coding = told(request, source, head);
    return coding !== undefined && (coding.copyable || !isAsAsked(request, coding));
  };
  const head = index ?? (await lookAt(audio, WITHIN[container], isEnough));
  const coding = told(request, source, head) ?? codingWithoutBitrate(source, head);
  return container === 'ogg' && coding && isAlike(request, coding) ? wholeOgg(source, head, coding) : coding;
}

/**
 * Two streams one behind the other cannot be told from one by their beginning, and their packets have a seam; nor does a page
 * tell the bitrate of them all.
 */
async function wholeOgg(
  source: RecognisedSource,
  head: Buffer,
  coding: SourceCoding,
): Promise<SourceCoding | undefined> {
  const duration = await soonDuration(source);
  return duration === undefined ? { ...coding, copyable: false } : codingOf('ogg', head, source.length, duration);
}

/** What is known where the bitrate is not: whether it is lossy at all. */
const codingWithoutBitrate = ({ container, length }: RecognisedSource, head: Buffer): SourceCoding | undefined =>
  container && codingOf(container, head, length, undefined);

import type { Container } from '../audio/container.ts';
import type { Mode } from '../audio/plan.ts';
import { TranscodeError } from '../contract/errors.ts';
import { refusal } from '../contract/issues.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import { diagnose } from '../ffmpeg/diagnosis.ts';
import { demuxingFailed, encodedSeconds, wroteNothing } from '../ffmpeg/encoded.ts';
import type { Encoder } from '../ffmpeg/encoder.ts';
import { LIMITS } from '../settings/limits.ts';

export const startPastEnd = ({ start }: TranscodeRequest): TranscodeError =>
  refusal([{ field: 'start', message: 'is at or past the end of the source', value: start }]);

/** A decoder would make noise of it. */
export const encryptedSource = (encryption: string): TranscodeError =>
  new TranscodeError('UNSUPPORTED_FORMAT', `The source is encrypted (${encryption}), and Sluice has no key to it.`);

/**
 * Why an encoder ended without having written any audio.
 *
 * @param container - what the source began like
 */
export async function whyNoAudio(
  request: TranscodeRequest,
  encoder: Encoder,
  container: Container | undefined,
): Promise<TranscodeError> {
  const exit = await encoder.exit;
  const { encrypted } = await encoder.facts;
  if (encrypted) return encryptedSource(encrypted);
  const error = diagnose(exit, encoder.messages(), container);
  // It decoded, and nothing was left: the cut at `start` has eaten it all.
  if (exit.code === 0 && request.start > 0 && (await encoder.facts).codec) {
    return startPastEnd(request);
  }
  return error;
}

/** Whether a source has ended before its `start`; what has no length to speak of has still a beginning. */
export const endsBefore = ({ start }: TranscodeRequest, sourceDuration: number | undefined): boolean =>
  start > 0 && sourceDuration !== undefined && start >= sourceDuration;

/** Whether all that came out is what filters add at the end of nothing: the pad of a stretch. What is passed on has no filters. */
export async function isPadding(encoder: Encoder, mode: Mode): Promise<boolean> {
  await encoder.exit;
  return mode === 'encode' && wroteNothing(encoder.messages());
}

/** A file that was cut before it was served arrives whole, and decodes to its cut end without a complaint. */
function shortfall(encoded: number | undefined, promised: number | undefined): TranscodeError | undefined {
  if (promised === undefined || encoded === undefined || promised - encoded <= LIMITS.shortfallSeconds)
    return undefined;
  return new TranscodeError('DOWNLOAD_FAILED', 'The source ends before it said it would.', {
    recoverable: false,
    cause: `${encoded} s of ${promised} s`,
  });
}

/** What an answer should have come to. */
export interface Expected {
  /** Seconds of it, where known. */
  readonly promised: number | undefined;
  /** Seconds of it, where only so much was asked for. */
  readonly asked: number | undefined;
  /** Whether the encoder was given all of its source. */
  readonly hasAll: boolean;
  /** Seconds that were passed on; `undefined` where the encoder counts. */
  readonly passedOn: number | undefined;
}

const stopped = (encoder: Encoder): TranscodeError =>
  new TranscodeError('FFMPEG_ERROR', 'The encoder stopped before the end of the source.', {
    cause: encoder.messages(),
  });

/** Seconds of audio that were written, or passed on. */
export const writtenSeconds = (encoder: Encoder, passedOn: number | undefined): number | undefined =>
  passedOn ?? encodedSeconds(encoder.messages());

/** Why an encoder stopped after it had written audio; `undefined` where all is well. */
export async function whyBroken(
  encoder: Encoder,
  { promised, asked, hasAll, passedOn }: Expected,
): Promise<TranscodeError | undefined> {
  const exit = await encoder.exit;
  if (exit.code !== 0) {
    return new TranscodeError('FFMPEG_ERROR', 'The encoder failed midway.', {
      ...(exit.code === null ? {} : { details: { exit_code: exit.code } }),
      cause: diagnose(exit, encoder.messages()),
    });
  }
  const written = writtenSeconds(encoder, passedOn);
  if (promised !== undefined) return shortfall(written, promised);
  // What it cannot read any further it may take for the end, and where nothing was promised nobody else would notice.
  const hasAsked = asked !== undefined && (written ?? 0) >= asked - LIMITS.shortfallSeconds;
  const gaveUp = (!hasAll && asked === undefined) || demuxingFailed(encoder.messages());
  return gaveUp && !hasAsked ? stopped(encoder) : undefined;
}

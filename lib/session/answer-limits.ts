import { TranscodeError } from '../contract/errors.ts';
import { issueOf, refusal } from '../contract/issues.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import { LIMITS } from '../settings/limits.ts';
import type { AnswerLimits } from './options.ts';

/** Seconds that an encoder may go on behind the limit, so that a source of just that length is not taken for a longer one. */
const BEYOND = 0.4;
/** Seconds of a frame of any format, and of what a container rounds. */
const ROUNDING = 0.2;

/** Where an encoder is to stop. */
export function longestOf({ seconds, granted }: AnswerLimits = {}): { longest?: number } {
  const most = seconds === undefined ? Number.POSITIVE_INFINITY : seconds + BEYOND;
  const longest = Math.min(most, granted ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(longest) ? { longest } : {};
}

/**
 * @param length - seconds of the answer, where they are known
 * @throws {TranscodeError} 422 on `duration`
 */
export function throwTooLong(
  { duration }: TranscodeRequest,
  length: number | undefined,
  { seconds }: AnswerLimits = {},
): void {
  if (seconds === undefined || length === undefined || length <= seconds + ROUNDING) return;
  const message = `must be so short that the answer has ${seconds} s at most, as here all have`;
  throw refusal([issueOf('duration', message, duration)]);
}

/** @throws {TranscodeError} where an answer of so many bytes is larger than it may be, here or on AWS at all */
export function throwTooLarge(bytes: number, { bytes: most }: AnswerLimits): void {
  if (bytes > (most ?? Number.POSITIVE_INFINITY)) {
    const advice = 'ask for a shorter duration or a lower bitrate';
    throw new TranscodeError(
      'INVALID_REQUEST',
      `The answer would exceed the ${most} bytes of this service; ${advice}.`,
    );
  }
  if (bytes > LIMITS.answerBytes)
    throw new TranscodeError('INTERNAL_ERROR', `The answer would exceed ${LIMITS.answerBytes} bytes.`);
}

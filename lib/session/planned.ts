import { SIGNATURE_BYTES } from '../audio/container.ts';
import { dependsOnCoding, type Plan, planFor } from '../audio/plan.ts';
import { durationHint, durationOf } from '../audio/source-length/source-duration.ts';
import { refusal } from '../contract/issues.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import { sourceCoding } from './coding.ts';
import { HEAD_BYTES, needsTail } from './duration.ts';
import type { RecognisedSource } from './recognised-source.ts';
import { sourceTags } from './tags.ts';

/**
 * Seconds of a source before anything of it is decoded: exactly; or where a fade has to end with it, to the hundredth.
 * Waited for only where the answer depends on it.
 */
async function lengthOf(
  { source, audio, container, length, tail }: RecognisedSource,
  index: Buffer | undefined,
  isNeeded: boolean,
): Promise<number | undefined> {
  if (container === undefined || source.live) return undefined;
  const head = index ?? (await audio.peek(isNeeded ? HEAD_BYTES : SIGNATURE_BYTES));
  const last = isNeeded && needsTail(container, head) ? await tail() : undefined;
  return durationOf(container, head, last, length) ?? (isNeeded ? durationHint(container, head) : undefined);
}

const noEnd = (fade_out: number) =>
  refusal([
    {
      field: 'fade_out',
      message: 'needs a duration here: this source does not tell how long it is before it is there',
      value: fade_out,
    },
  ]);

/** Whether the end of the answer depends on that of its source. */
export const fadesAtEnd = ({ fade_out, duration }: TranscodeRequest): boolean => fade_out > 0 && duration === undefined;

/**
 * Decides how a source is answered, from its first bytes.
 *
 * @param index - of an MP4, as `movIndex` has it
 * @throws {TranscodeError} 422 for a `fade_out` without a `duration` where the source does not tell its own
 */
export async function planOf(
  asked: TranscodeRequest,
  recognised: RecognisedSource,
  index: Buffer | undefined,
): Promise<Plan> {
  const mustKnow = fadesAtEnd(asked);
  const sourceDuration = await lengthOf(recognised, index, mustKnow);
  if (mustKnow && sourceDuration === undefined && !recognised.source.live) throw noEnd(asked.fade_out);
  const coding = dependsOnCoding(asked, recognised.container)
    ? await sourceCoding(asked, recognised, index)
    : undefined;
  const tags = await sourceTags(asked, recognised, index);
  return { ...planFor(asked, coding), tags, ...(sourceDuration === undefined ? {} : { sourceDuration }) };
}

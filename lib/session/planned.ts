import { setTimeout as pause } from 'node:timers/promises';
import { SIGNATURE_BYTES } from '../audio/container.ts';
import { isStretched } from '../audio/filters/tempo.ts';
import { dependsOnCoding, type Plan, planFor } from '../audio/plan.ts';
import { durationHint, durationOf, tellsLength } from '../audio/source-length/source-duration.ts';
import { refusal } from '../contract/issues.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import { LIMITS } from '../settings/limits.ts';
import { sourceCoding } from './coding.ts';
import { HEAD_BYTES, needsTail } from './duration.ts';
import { lookAt } from './head.ts';
import type { RecognisedSource } from './recognised-source.ts';
import { sourceTags } from './tags.ts';

/** Bytes in which a source tells how long it is, where its beginning does: an info frame, the chunks in front of the audio. */
const SOON = 4_608;

/**
 * Seconds of a source before anything of it is decoded: exactly; or where a fade has to end with it, to the hundredth.
 * Waited for only where the answer depends on it: for long where a fade does, and else no longer than for its first audio.
 */
async function lengthOf(
  recognised: RecognisedSource,
  index: Buffer | undefined,
  { fade_out, filters }: TranscodeRequest,
): Promise<number | undefined> {
  const { source, audio, container, length, tail } = recognised;
  if (container === undefined || source.live) return undefined;
  const isNeeded = fade_out > 0;
  const told = (head: Buffer, last?: Buffer) => durationOf(container, head, last, length);
  if (container === 'ogg' && !isNeeded) return isStretched(filters) ? oggLength(recognised) : undefined;
  const soon = isStretched(filters) && tellsLength(container) ? SOON : SIGNATURE_BYTES;
  const head = index ?? (await lookAt(audio, isNeeded ? HEAD_BYTES : soon, (bytes) => told(bytes) !== undefined));
  const last = isNeeded && needsTail(container, head) ? await tail() : undefined;
  return told(head, last) ?? (isNeeded ? durationHint(container, head) : undefined);
}

/** Of an Ogg, whose end tells, where that comes soon enough. */
async function oggLength({ audio, length, tail }: RecognisedSource): Promise<number | undefined> {
  const last = await Promise.race([tail(), pause(LIMITS.tailMs, undefined, { ref: false })]);
  if (!last) return undefined;
  const told = (head: Buffer) => durationOf('ogg', head, last, length);
  return told(await lookAt(audio, HEAD_BYTES, (head) => told(head) !== undefined));
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
  const sourceDuration = await lengthOf(recognised, index, asked);
  if (mustKnow && sourceDuration === undefined && !recognised.source.live) throw noEnd(asked.fade_out);
  const coding = dependsOnCoding(asked, recognised.container)
    ? await sourceCoding(asked, recognised, index)
    : undefined;
  const tags = await sourceTags(asked, recognised, index);
  return { ...planFor(asked, coding), tags, ...(sourceDuration === undefined ? {} : { sourceDuration }) };
}

import { SIGNATURE_BYTES } from '../audio/container.ts';
import { isStretched } from '../audio/filters/tempo.ts';
import { dependsOnCoding, type Plan, planFor } from '../audio/plan.ts';
import { durationHint, durationOf, tellsLength } from '../audio/source-length/source-duration.ts';
import { refusal } from '../contract/issues.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import { sourceCoding } from './coding.ts';
import { HEAD_BYTES, needsTail } from './duration.ts';
import { lookAt } from './head.ts';
import type { RecognisedSource } from './recognised-source.ts';
import { sourceTags } from './tags.ts';

/** Bytes in which a source tells how long it is, where its beginning does: an info frame, the chunks in front of the audio. */
const SOON = 4_608;

/** Whether the answer cannot be made without its source's length. */
export const fadesAtEnd = ({ fade_out, duration }: TranscodeRequest): boolean => fade_out > 0 && duration === undefined;

/** Bytes of a head in which a length is looked for. */
function lengthWithin({ container }: RecognisedSource, asked: TranscodeRequest): number {
  const isStretch = isStretched(asked.filters);
  if (fadesAtEnd(asked) || (container === 'ogg' && (asked.fade_out > 0 || isStretch))) return HEAD_BYTES;
  // A fade can end where Matroska says about where its end is.
  const tells = container !== undefined && (tellsLength(container) || container === 'matroska');
  return tells && (asked.fade_out > 0 || (isStretch && container !== 'matroska')) ? SOON : SIGNATURE_BYTES;
}

/**
 * Seconds of a source before anything of it is decoded: exactly; or where a fade has to end with it, to the hundredth.
 * Waited for only where the answer depends on it: at length where it cannot be made without, and else hardly longer than for
 * its first audio.
 */
async function lengthOf(
  recognised: RecognisedSource,
  index: Buffer | undefined,
  asked: TranscodeRequest,
): Promise<number | undefined> {
  const { source, audio, container, length, tail, soonTail } = recognised;
  if (container === undefined || source.live) return undefined;
  const fades = asked.fade_out > 0;
  const end = fadesAtEnd(asked) ? tail : soonTail;
  const within = lengthWithin(recognised, asked);
  const told = (head: Buffer, last?: Buffer) => durationOf(container, head, last, length);
  // Of an Ogg nothing but its end tells, so that its beginning need not be waited for where that does not come.
  const last = container === 'ogg' && within === HEAD_BYTES ? await end() : undefined;
  if (container === 'ogg' && !last) return undefined;
  const hint = (head: Buffer) => (fades ? durationHint(container, head) : undefined);
  const isEnough = (head: Buffer) => (told(head, last) ?? hint(head)) !== undefined;
  const head = index ?? (await lookAt(audio, within, isEnough));
  return told(head, last ?? (fades && needsTail(container, head) ? await end() : undefined)) ?? hint(head);
}

const noEnd = (fade_out: number) =>
  refusal([
    {
      field: 'fade_out',
      message: 'needs a duration here: this source does not tell how long it is before it is there',
      value: fade_out,
    },
  ]);

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

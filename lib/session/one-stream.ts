import { setTimeout as pause } from 'node:timers/promises';
import { durationOf } from '../audio/source-length/source-duration.ts';
import { LIMITS } from '../settings/limits.ts';
import type { RecognisedSource } from './recognised-source.ts';

/** Whether no other stream follows in an Ogg file or stands beside it, which only its end tells. */
export async function isOneStream({ container, audio, length, tail }: RecognisedSource): Promise<boolean> {
  return container === 'ogg' && durationOf('ogg', audio.held(), await tail(), length) !== undefined;
}

/** The same, where the end comes soon enough for an answer to wait for it. */
export const isSoonOneStream = async (recognised: RecognisedSource): Promise<boolean> =>
  (await Promise.race([isOneStream(recognised), pause(LIMITS.tailMs, false, { ref: false })])) === true;

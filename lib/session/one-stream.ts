import { setTimeout as pause } from 'node:timers/promises';
import { durationOf } from '../audio/source-length/source-duration.ts';
import { LIMITS } from '../settings/limits.ts';
import type { RecognisedSource } from './recognised-source.ts';

/** Seconds of an Ogg file in which no other stream follows or stands beside the first, which only its end tells. */
async function oneStreamDuration({ container, audio, length, tail }: RecognisedSource): Promise<number | undefined> {
  return container === 'ogg' ? durationOf('ogg', audio.held(), await tail(), length) : undefined;
}

export const isOneStream = async (recognised: RecognisedSource): Promise<boolean> =>
  (await oneStreamDuration(recognised)) !== undefined;

/** The same seconds, where the end comes soon enough for an answer to wait for it. */
export const soonDuration = (recognised: RecognisedSource): Promise<number | undefined> =>
  Promise.race([oneStreamDuration(recognised), pause(LIMITS.tailMs, undefined, { ref: false })]);

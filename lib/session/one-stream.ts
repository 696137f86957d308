import { durationOf } from '../audio/source-length/source-duration.ts';
import type { RecognisedSource } from './recognised-source.ts';

/** Seconds of an Ogg file in which no other stream follows or stands beside the first, which only its end tells. */
async function oneStreamDuration(
  { container, audio, length }: RecognisedSource,
  tail: RecognisedSource['tail'],
): Promise<number | undefined> {
  return container === 'ogg' ? durationOf('ogg', audio.held(), await tail(), length) : undefined;
}

export const isOneStream = async (recognised: RecognisedSource): Promise<boolean> =>
  (await oneStreamDuration(recognised, recognised.tail)) !== undefined;

/** The same seconds, where the end comes soon enough for an answer to wait for it. */
export const soonDuration = (recognised: RecognisedSource): Promise<number | undefined> =>
  oneStreamDuration(recognised, recognised.soonTail);

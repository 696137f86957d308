import { durationOf } from '../audio/source-length/source-duration.ts';
import type { RecognisedSource } from './recognised-source.ts';

/** Whether no other stream follows in an Ogg file or stands beside it, which only its end tells. */
export async function isOneStream({ container, audio, length, tail }: RecognisedSource): Promise<boolean> {
  return container === 'ogg' && durationOf('ogg', audio.held(), await tail(), length) !== undefined;
}

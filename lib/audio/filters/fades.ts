import type { TranscodeRequest } from '../../contract/request.ts';
import { decimal } from './decimal.ts';

/**
 * The fades of an answer, straight lines. Where both do not fit they overlap, and a fade-out that is longer than the answer
 * begins with it.
 *
 * @param seconds - of the answer; without it there is no end to fade out at
 */
export function fades({ fade_in, fade_out }: TranscodeRequest, seconds: number | undefined): readonly string[] {
  const length = Math.min(fade_out, seconds ?? 0);
  return [
    ...(fade_in > 0 ? [`afade=t=in:d=${decimal(fade_in)}`] : []),
    ...(length > 0 && seconds !== undefined
      ? [`afade=t=out:st=${decimal(seconds - length)}:d=${decimal(length)}`]
      : []),
  ];
}

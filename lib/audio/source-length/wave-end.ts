import { chunks, RIFF } from './chunks.ts';
import { RIFF_HEADER, UNKNOWN_SIZES } from './wave.ts';

/**
 * Where the audio of a WAV ends, in bytes from its first. What follows are other chunks, in which ffmpeg looks for further
 * audio for as long as there are any.
 *
 * @param head - its first bytes
 * @returns `undefined` where they do not tell (yet)
 */
export function waveEnd(head: Buffer): number | undefined {
  if (head.toString('latin1', 0, 4) !== 'RIFF') return undefined;
  for (const { id, start, size } of chunks(head, RIFF_HEADER, RIFF)) {
    if (id === 'data') return UNKNOWN_SIZES.includes(size) ? undefined : start + size;
  }
  return undefined;
}

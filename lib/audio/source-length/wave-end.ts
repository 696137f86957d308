import { chunks, RIFF } from './chunks.ts';
import { isUnknownSize, RIFF_HEADER } from './wave.ts';

/**
 * Where the audio of a WAV ends, in bytes from its first. What follows are other chunks, in which ffmpeg looks for further
 * audio for as long as there are any.
 *
 * @param head - its first bytes
 * @param length - bytes of all of it, where they are known
 * @returns `undefined` where they do not tell (yet)
 */
export function waveEnd(head: Buffer, length: number | undefined): number | undefined {
  if (head.toString('latin1', 0, 4) !== 'RIFF') return undefined;
  for (const { id, start, size } of chunks(head, RIFF_HEADER, RIFF)) {
    if (id === 'data') return isUnknownSize(size, start + size, length) ? undefined : start + size;
  }
  return undefined;
}

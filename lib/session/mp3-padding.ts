import { COUNTS_WITHIN, withoutByteCount } from '../audio/mpeg/byte-count.ts';

/**
 * An MP3 as it is to be piped into ffmpeg, so that the encoder's padding is dropped at its end.
 *
 * @param length - bytes of all of it, where they are known
 */
export async function* paddingDropped(
  audio: AsyncIterable<Buffer>,
  length: number | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of audio) {
    if (head) {
      head = Buffer.concat([head, chunk]);
      if (head.length < COUNTS_WITHIN) continue;
      yield withoutByteCount(head, length);
      head = undefined;
    } else {
      yield chunk;
    }
  }
  if (head?.length) yield head;
}

import type { Container } from '../audio/container.ts';
import { indexPlace } from '../audio/mov.ts';
import { mustSeekInCaf } from '../audio/source-length/caf.ts';
import type { Peekable } from '../source/peekable.ts';

/** An index that does not come within so many bytes is as good as at the end. */
export const INDEX_WITHIN = 1_048_576;

/** Bytes in which a CAF has said what it is. */
const CAF_WITHIN = 4_096;

async function movIndexEnd(audio: Peekable): Promise<number | undefined> {
  for (let bytes = 64; bytes <= INDEX_WITHIN; ) {
    const head = await audio.peek(bytes);
    const place = indexPlace(head);
    if (place === 'last') return undefined;
    if ('end' in place) return place.end;
    // Shorter than its own boxes: the demuxer will say what is wrong with it.
    if (head.length < bytes) return 0;
    bytes = place.needs;
  }
  return undefined;
}

/**
 * Where the index of a source ends that has one in front, 0 where it needs none; `undefined` where it stands behind the
 * audio, and has to be read before it.
 */
export async function indexEndOf(container: Container | undefined, audio: Peekable): Promise<number | undefined> {
  if (container === 'mov') return movIndexEnd(audio);
  if (container === 'caf') return mustSeekInCaf(await audio.peek(CAF_WITHIN)) ? undefined : 0;
  return 0;
}

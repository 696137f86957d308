import { indexAtEnd } from '../audio/mov.ts';
import { INDEX_WITHIN } from './index-place.ts';
import type { RecognisedSource } from './recognised-source.ts';

/**
 * What is behind the first window of a source is asked for up to there and no further: with everything behind it, socket
 * buffers would swallow megabytes before the encoder jumps.
 */
async function indexInFront({ source, audio, tagBytes }: RecognisedSource, end: number): Promise<Buffer> {
  if (source.windowEnd === undefined || tagBytes + end <= source.windowEnd) return audio.peek(end);
  const first = await audio.peek(Math.max(0, source.windowEnd - tagBytes));
  return Buffer.concat([first, await source.part(tagBytes + first.length, tagBytes + end)]);
}

/**
 * An MP4 up to the end of its index, or the index alone where that stands at the end and its last bytes come soon: nothing of
 * it can be decoded before that, so nobody waits for it any longer than he would anyway.
 *
 * @param indexEnd - as `indexEndOf` has it
 * @param mustKnow - the answer depends on it, however long that takes
 */
export async function movIndex(
  recognised: RecognisedSource,
  indexEnd: number | undefined,
  mustKnow: boolean,
): Promise<Buffer | undefined> {
  const { source, container, tail, soonTail } = recognised;
  if (container !== 'mov' || source.live) return undefined;
  if (indexEnd !== undefined) return indexInFront(recognised, Math.min(indexEnd, INDEX_WITHIN));
  const last = await (mustKnow ? tail() : soonTail());
  return last && indexAtEnd(last);
}

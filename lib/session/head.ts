import type { Peekable } from '../source/peekable.ts';

/** The fewest of these bytes that are enough, where all of them are. */
function fewest(head: Buffer, isEnough: (head: Buffer) => boolean): Buffer {
  let [low, high] = [0, head.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(head.subarray(0, middle))) high = middle;
    else low = middle + 1;
  }
  return head.subarray(0, high);
}

/**
 * Looks at the beginning of a source until it is enough, and then at no more than was needed: what is decided on must not
 * depend on the pieces in which it happened to arrive, or two runs of one request would differ.
 *
 * @param within - bytes after which no more are looked at
 * @param isEnough - of more bytes, if it is of fewer
 * @returns as many as were enough, or all that may be looked at, or all there are
 */
export async function lookAt(audio: Peekable, within: number, isEnough: (head: Buffer) => boolean): Promise<Buffer> {
  for (let seen = -1; ; ) {
    const held = audio.held();
    const head = held.subarray(0, within);
    if (isEnough(head)) return fewest(head, isEnough);
    if (held.length >= within || held.length === seen) return head;
    seen = held.length;
    await audio.peek(seen + 1);
  }
}

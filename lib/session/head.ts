import type { Peekable } from '../source/peekable.ts';

/** By how much more is looked at each time: a paced source is not waited for much longer than it takes to tell. */
const STEP = 1.25;

/**
 * Looks at the beginning of a source until it is enough, in steps of its own: what is decided on must not depend on the
 * pieces in which it happened to arrive, or two runs of one request would differ.
 *
 * @param within - bytes after which no more are looked at
 * @returns as many as were enough, or all that may be looked at, or all there are
 */
export async function lookAt(
  audio: Peekable,
  within: number,
  isEnough: (head: Buffer) => boolean,
  from = 64,
): Promise<Buffer> {
  for (let bytes = Math.min(from, within); ; bytes = Math.min(within, Math.ceil(bytes * STEP))) {
    const head = await audio.peek(bytes);
    if (head.length < bytes || bytes >= within || isEnough(head)) return head;
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import type { OpenedSource } from '../source/source.ts';

/** Bytes at the end of a source that are looked at: an Ogg page, or tags, and then some frames. */
const TAIL_BYTES = 65_536;

/**
 * The last bytes of a source that has ranges, fetched when they are asked for the first time. That is a request of its
 * own, beside the stream that runs meanwhile.
 *
 * @returns `undefined` where they cannot be had, for whatever reason: nobody depends on them
 */
export function tailOf(source: OpenedSource): () => Promise<Buffer | undefined> {
  let tail: Promise<Buffer | undefined> | undefined;
  const fetch = async (): Promise<Buffer | undefined> => {
    if (!source.seekable || source.length === undefined) return undefined;
    return source.part(Math.max(0, source.length - TAIL_BYTES), source.length).catch(() => undefined);
  };
  return () => {
    tail ??= fetch();
    return tail;
  };
}

/** The same, where it comes within so many milliseconds: an answer waits for it no longer. */
export const soon =
  (tail: () => Promise<Buffer | undefined>, withinMs: number): (() => Promise<Buffer | undefined>) =>
  () =>
    Promise.race([tail(), pause(withinMs, undefined, { ref: false })]);

/** A stream whose first bytes can be looked at before it is consumed. */
export interface Peekable extends AsyncIterable<Buffer> {
  /**
   * The first bytes: as many as asked for, or all there are where the stream is shorter. They stay part of the stream.
   * Only before the iteration has begun; a second look is free.
   *
   * @throws what the stream throws before it has sent so many
   */
  readonly peek: (bytes: number) => Promise<Buffer>;
  /** What has been looked at so far, in whole chunks, and is not consumed. */
  readonly held: () => Buffer;
}

/**
 * Makes a stream peekable. Chunks that were looked at are kept as they came and handed out first, uncopied. A break out
 * of the iteration is passed on to the source; where no iteration begins, closing the source is the caller's task.
 *
 * @example
 * const audio = peekable(dropId3v2(source.body));
 * const format = sniff(await audio.peek(64));
 * for await (const chunk of audio) feed(chunk);
 */
export const peekable = (chunks: AsyncIterable<Buffer>): Peekable => {
  const source = chunks[Symbol.asyncIterator]();
  const kept: Buffer[] = [];
  let keptBytes = 0;
  const all = async function* (): AsyncGenerator<Buffer, void, undefined> {
    try {
      for (let chunk = kept.shift(); chunk; chunk = kept.shift()) yield chunk;
      for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
    } finally {
      await source.return?.();
    }
  };
  const iterator = all();
  return {
    peek: async (bytes) => {
      while (keptBytes < bytes) {
        const next = await source.next();
        if (next.done) break;
        kept.push(next.value);
        keptBytes += next.value.length;
      }
      const [first] = kept;
      return first && first.length >= bytes
        ? first.subarray(0, bytes)
        : Buffer.concat(kept, Math.min(bytes, keptBytes));
    },
    held: () => Buffer.concat(kept),
    [Symbol.asyncIterator]: () => iterator,
  };
};

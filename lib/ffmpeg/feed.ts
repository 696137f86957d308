import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Resolves when `stdin` takes more, or never will again. */
async function drained(stdin: Writable): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  await Promise.race([once(stdin, 'drain', { signal }), once(stdin, 'close', { signal })]).catch(() => {});
  over.abort();
}

/**
 * Writes a source into an encoder as fast as the encoder reads.
 *
 * When the source fails, `onFailure` runs and has to kill the encoder: nothing ends stdin then, since an encoder that sees
 * its input end finishes the stream as if it were whole.
 *
 * @returns whether it has all; `false` where it wanted no more, or the source failed
 */
export async function feed(
  source: AsyncIterable<Buffer>,
  stdin: Writable,
  onFailure: (error: unknown) => void,
): Promise<boolean> {
  try {
    for await (const bytes of source) {
      if (!stdin.writable) return false;
      if (!stdin.write(bytes)) await drained(stdin);
    }
    stdin.end();
    return true;
  } catch (error) {
    onFailure(error);
    return false;
  }
}

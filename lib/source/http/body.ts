import type { IncomingMessage } from 'node:http';
import { brokenOff, late } from './failures.ts';
import type { Fetching } from './fetching.ts';
import type { Answer } from './request.ts';

/**
 * Whether the body says itself where it ends; a connection that breaks *behind* such an end breaks nothing. A
 * Transfer-Encoding whose last coding is another than `chunked` frames nothing (RFC 9112, section 6.3).
 */
const isFramed = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] === undefined
    ? headers['content-length'] !== undefined
    : headers['transfer-encoding'].trim().toLowerCase() === 'chunked';

/**
 * Reads an answer to its end. The iteration ends cleanly only where the answer ended as it had said (its length, its
 * last chunk, or without either an orderly end of the connection); a cut, a reset, silence and the limits throw, and so
 * does `signal`. Nothing is read ahead of the consumer beyond node's own buffers.
 *
 * One cut cannot be told: within TLS, a body without a length whose connection ends in order but without `close_notify`
 * (RFC 9112, section 9.8); node does not say, and many servers never send it.
 *
 * The clock for silence runs while the consumer waits for a chunk and at no other time.
 */
export async function* readAnswer(
  answer: Answer,
  { limits, signal, meter }: Pick<Fetching, 'limits' | 'signal' | 'meter'>,
): AsyncGenerator<Buffer, void, undefined> {
  const { response } = answer;
  /** Why *we* ended it; it goes before whatever node makes of that. */
  let verdict: { readonly reason: unknown } | undefined;
  const end = (reason: unknown): void => {
    verdict ??= { reason };
    answer.destroy(new Error('ended by Sluice'));
  };
  const onAbort = (): void => end(signal?.reason);
  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });

  const chunks: AsyncIterator<Buffer> = response[Symbol.asyncIterator]();
  const next = async (): Promise<IteratorResult<Buffer>> => {
    const began = performance.now();
    let waiting = true;
    // As in `waitFor`: what has arrived while this process was kept waiting is heard first.
    const give = (): void => void (waiting && end(late('sent nothing', limits.idleMs)));
    const silence = setTimeout(() => setImmediate(give), limits.idleMs);
    const chunk = await chunks.next().finally(() => {
      waiting = false;
      clearTimeout(silence);
    });
    if (!chunk.done) meter.count(chunk.value.length, performance.now() - began);
    return chunk;
  };
  let complete = false;
  try {
    for (let chunk = await next(); !chunk.done; chunk = await next()) yield chunk.value;
    if (verdict) throw verdict.reason;
    if (!isFramed(response) && answer.broken() !== undefined) throw answer.broken();
    complete = true;
  } catch (error) {
    throw verdict ? verdict.reason : brokenOff(error);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    if (complete) answer.release();
    else answer.destroy();
  }
}

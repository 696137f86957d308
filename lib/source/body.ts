import type { IncomingMessage } from 'node:http';
import { TranscodeError } from '../contract/errors.ts';
import type { SourceLimits } from '../settings/source-limits.ts';
import { downloadFailure, late } from './failures.ts';
import type { Answer } from './request.ts';

/** The bytes of a source, to be iterated once. Nothing is read ahead of the consumer beyond node's own buffers. */
export interface SourceBody extends AsyncIterable<Buffer> {
  /** What the consumer has been given so far. */
  readonly bytesRead: number;
}

interface OpenBody {
  readonly body: SourceBody;
  readonly close: () => void;
}

/**
 * Whether the body says itself where it ends; a connection that breaks *behind* such an end breaks nothing. A
 * Transfer-Encoding whose last coding is another than `chunked` frames nothing (RFC 9112, section 6.3).
 */
const isFramed = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] === undefined
    ? headers['content-length'] !== undefined
    : headers['transfer-encoding'].trim().toLowerCase() === 'chunked';

/**
 * Reads an answer to its end. The iteration ends cleanly only where the source ended as it had said (its length, its
 * last chunk, or without either an orderly end of the connection); a cut, a reset, silence and the size limit throw.
 *
 * One cut cannot be told: within TLS, a body without a length whose connection ends in order but without `close_notify`
 * (RFC 9112, section 9.8); node does not say, and many servers never send it.
 *
 * The clock for silence runs while the consumer waits for a chunk and at no other time.
 */
export const openBody = (answer: Answer, limits: SourceLimits, signal: AbortSignal | undefined): OpenBody => {
  const { response } = answer;
  let bytesRead = 0;
  /** Why *we* ended it; it goes before whatever node makes of that. */
  let verdict: { readonly reason: unknown } | undefined;
  const end = (reason: unknown): void => {
    verdict ??= { reason };
    signal?.removeEventListener('abort', onAbort);
    answer.destroy(new Error('ended by Sluice'));
  };
  const onAbort = (): void => end(signal?.reason);
  const close = (): void => end(new TranscodeError('INTERNAL_ERROR', 'The source was closed before its end.'));
  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });

  const read = async function* (): AsyncGenerator<Buffer, void, undefined> {
    const chunks: AsyncIterator<Buffer> = response[Symbol.asyncIterator]();
    const next = (): Promise<IteratorResult<Buffer>> => {
      let waiting = true;
      // As in `waitFor`: what has arrived while this process was kept waiting is heard first.
      const give = (): void => void (waiting && end(late('sent nothing', limits.idleMs)));
      const silence = setTimeout(() => setImmediate(give), limits.idleMs);
      return chunks.next().finally(() => {
        waiting = false;
        clearTimeout(silence);
      });
    };
    try {
      for (let chunk = await next(); !chunk.done; chunk = await next()) {
        if (bytesRead + chunk.value.length > limits.maxBytes) {
          throw new TranscodeError('DOWNLOAD_FAILED', `The source is larger than ${limits.maxBytes} bytes.`, {
            recoverable: false,
          });
        }
        bytesRead += chunk.value.length;
        yield chunk.value;
      }
      if (verdict) throw verdict.reason;
      if (!isFramed(response) && answer.broken() !== undefined) throw answer.broken();
    } catch (error) {
      throw verdict ? verdict.reason : downloadFailure(error);
    } finally {
      close();
    }
  };
  const iterator = read();
  return {
    close,
    body: {
      get bytesRead() {
        return bytesRead;
      },
      [Symbol.asyncIterator]: () => iterator,
    },
  };
};

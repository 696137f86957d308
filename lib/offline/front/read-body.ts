import type { Readable } from 'node:stream';

/** The body is longer than allowed. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/**
 * Reads a stream to its end.
 * @param limit Bytes.
 * @throws BodyTooLarge as soon as the limit is passed; the rest is read and dropped.
 */
export function readBody(stream: Readable, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      reject(new BodyTooLarge(`more than ${limit} bytes`));
    });
    stream.once('end', () => resolve(Buffer.concat(chunks)));
    stream.once('error', reject);
    stream.once('close', () => reject(new Error('closed before its end')));
  });
}

/** As {@link readBody}, as text. */
export async function readText(stream: Readable, limit: number): Promise<string> {
  return (await readBody(stream, limit)).toString('utf8');
}

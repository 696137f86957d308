import { oggPageAt } from '../audio/ogg.ts';
import type { OutputFormat } from '../contract/formats.ts';

/**
 * Passes an encoder's output on, but keeps its end back until somebody who knows how the encoder ended decides: ffmpeg
 * marks a clean end whenever it may finish, also of a source that was cut.
 *
 * What is yielded is safe to send; what the generator returns is the end, to be sent only after a clean exit.
 */
export type HeldBack = AsyncGenerator<Buffer, Buffer | undefined>;

/** Keeps the last chunk back. */
async function* lastChunk(output: AsyncIterable<Buffer>): HeldBack {
  let held: Buffer | undefined;
  for await (const chunk of output) {
    if (held) yield held;
    held = chunk;
  }
  return held;
}

/** Keeps the page back that says "end of stream", and only that: no page waits for the next one. */
async function* lastOggPage(output: AsyncIterable<Buffer>): HeldBack {
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of output) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    let whole = 0;
    let page = oggPageAt(pending, whole);
    while (page && !page.endOfStream) {
      whole += page.length;
      page = oggPageAt(pending, whole);
    }
    if (whole > 0) yield pending.subarray(0, whole);
    pending = pending.subarray(whole);
  }
  return pending.length > 0 ? pending : undefined;
}

/** The output of an encoder for this format, without its end. */
export const holdBack = (format: OutputFormat, output: AsyncIterable<Buffer>): HeldBack =>
  format === 'opus' ? lastOggPage(output) : lastChunk(output);

import { ADTS_LENGTH_WITHIN, adtsFrameLength } from '../audio/adts.ts';
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

/**
 * Bytes of PCM that are held: 3 ms at 48 kHz in stereo, 32 ms at 8 kHz in mono. Not a chunk, which is as long as the pauses
 * in which Node had something else to do, and may be all that comes for a while.
 */
const HELD_SAMPLES = 512;

/** Keeps the last samples back. */
async function* lastSamples(output: AsyncIterable<Buffer>): HeldBack {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of output) {
    const all = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const safe = Math.max(0, all.length - HELD_SAMPLES);
    if (safe > 0) yield all.subarray(0, safe);
    held = all.subarray(safe);
  }
  return held.length > 0 ? held : undefined;
}

/** Keeps the last whole frame back, for the same reason, and what has come of the next; the chunk where it is no ADTS. */
async function* lastAdtsFrame(output: AsyncIterable<Buffer>): HeldBack {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of output) {
    const all = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    let last = 0;
    let length = adtsFrameLength(all, 0);
    const isOther = length === undefined && all.length >= ADTS_LENGTH_WITHIN;
    for (let next = 0; length && next + length <= all.length; length = adtsFrameLength(all, next)) {
      last = next;
      next += length;
    }
    const safe = isOther ? held.length : last;
    if (safe > 0) yield all.subarray(0, safe);
    held = all.subarray(safe);
  }
  return held.length > 0 ? held : undefined;
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

const HOLD: Readonly<Record<OutputFormat, (output: AsyncIterable<Buffer>) => HeldBack>> = {
  opus: lastOggPage,
  aac: lastAdtsFrame,
  pcm: lastSamples,
  wav: lastSamples,
  mp3: lastChunk,
  flac: lastChunk,
};

/** The output of an encoder for this format, without its end. */
export const holdBack = (format: OutputFormat, output: AsyncIterable<Buffer>): HeldBack => HOLD[format](output);

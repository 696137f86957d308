import { createHash } from 'node:crypto';

/** What one listener has heard. */
export interface Heard {
  readonly status: number;
  /** Of all bytes of a clean answer; `undefined` of one that was broken off. */
  readonly hash: string | undefined;
  readonly bytes: number;
  /** Milliseconds from the request to the first audio. */
  readonly firstMs: number;
  /**
   * Milliseconds of audio that a player had left at the worst, one that begins as soon as it has {@link BUFFER_MS}. Below zero
   * it ran dry, for so long.
   */
  readonly lowestMs: number;
}

/** What a player holds before it begins: ten packets of Opus, as for voice chats. */
export const BUFFER_MS = 200;

/** Seconds of audio in what has come so far, told chunk by chunk. */
export type Clock = (chunk: Buffer) => number;

/** Of samples. @param bytesASecond of all channels */
export function sampleClock(bytesASecond: number): Clock {
  let bytes = 0;
  return (chunk) => {
    bytes += chunk.length;
    return bytes / bytesASecond;
  };
}

const HEADER = 27;

/** Of Ogg Opus: its pages tell how many samples at 48 kHz end with them (RFC 7845, section 4). */
export function opusClock(): Clock {
  let pending = Buffer.alloc(0);
  let seconds = 0;
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= HEADER) {
      const segments = pending.readUInt8(26);
      if (pending.length < HEADER + segments) break;
      const length =
        HEADER + segments + pending.subarray(HEADER, HEADER + segments).reduce((sum, size) => sum + size, 0);
      if (pending.length < length) break;
      seconds = Math.max(seconds, Number(pending.readBigInt64LE(6)) / 48_000);
      pending = pending.subarray(length);
    }
    return seconds;
  };
}

/** Listens to an answer as it comes. */
export async function listen(asked: Promise<Response>, clock: Clock): Promise<Heard> {
  const began = performance.now();
  const response = await asked;
  const { status, body } = response;
  const hash = createHash('sha256');
  let [bytes, seconds, lowestMs] = [0, 0, BUFFER_MS];
  let started: number | undefined;
  let playing: number | undefined;
  const heard = (isWhole: boolean): Heard => ({
    ...{ status, bytes, lowestMs, firstMs: (started ?? performance.now()) - began },
    hash: isWhole ? hash.digest('hex') : undefined,
  });
  try {
    for await (const chunk of body ?? []) {
      const now = performance.now();
      started ??= now;
      // What was there before this came, less what has been played of it.
      if (playing !== undefined) lowestMs = Math.min(lowestMs, seconds * 1000 - (now - playing));
      bytes += chunk.length;
      hash.update(chunk);
      seconds = clock(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
      if (seconds * 1000 >= BUFFER_MS) playing ??= now;
    }
    return heard(true);
  } catch {
    return heard(false);
  }
}

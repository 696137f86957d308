import { setTimeout as pause } from 'node:timers/promises';
import { mpegLayout } from '../audio/mpeg-layout.ts';
import { durationOf } from '../audio/source-length/source-duration.ts';
import { waveEnd } from '../audio/source-length/wave-end.ts';
import { LIMITS } from '../settings/limits.ts';
import type { RecognisedSource } from './recognised-source.ts';

/** Bytes at the start in which every container says what it is. */
const HEAD_BYTES = 65_536;

/** A source on its way to the encoder, and what it says of its own length. */
export interface Timed {
  readonly audio: AsyncIterable<Buffer>;
  /** Seconds, exactly, where its first and last bytes tell; to be asked once, when the encoder has read what it needs. */
  readonly duration: () => Promise<number | undefined>;
}

/** Whether only the end tells: the pages of Ogg carry time, and an MP3 without an info frame has its size alone. */
const needsTail = (container: RecognisedSource['container'], head: Buffer): boolean =>
  container === 'ogg' || (container === 'mp3' && mpegLayout(head)?.frames === undefined);

/**
 * Looks on while a source passes by.
 *
 * @param seeking - the encoder seeks by itself, and will find the end without our asking for it
 */
export function timed(recognised: RecognisedSource, { seeking }: { readonly seeking: boolean }): Timed {
  const { source, audio, tagBytes, container, tail } = recognised;
  const held = audio.held();
  let head: Buffer[] = [held];
  let bytes = held.length;
  const wanted = !seeking && container !== undefined && needsTail(container, held) ? tail() : undefined;
  let end: number | undefined;
  const note = (chunk: Buffer, passed: number): void => {
    if (passed > held.length && bytes < HEAD_BYTES) {
      head.push(chunk);
      bytes += chunk.length;
    }
    // The chunk that tells it is found in the first bytes or not at all.
    if (container === 'wav' && passed <= HEAD_BYTES) end ??= waveEnd(Buffer.concat(head));
  };
  async function* watched(): AsyncGenerator<Buffer, void, undefined> {
    let passed = 0;
    for await (const chunk of audio) {
      note(chunk, passed + chunk.length);
      const wanted = end === undefined ? chunk : chunk.subarray(0, Math.max(0, end - passed));
      passed += chunk.length;
      if (wanted.length > 0) yield wanted;
      if (end !== undefined && passed >= end) return;
    }
  }
  return {
    audio: watched(),
    duration: async () => {
      const known = Buffer.concat(head).subarray(0, HEAD_BYTES);
      head = [];
      if (container === undefined) return undefined;
      const last = wanted && (await Promise.race([wanted, pause(LIMITS.tailMs, undefined, { ref: false })]));
      const length = source.length === undefined ? undefined : source.length - tagBytes;
      return durationOf(container, known, last, length);
    },
  };
}

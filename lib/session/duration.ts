import { mpegLayout } from '../audio/mpeg/layout.ts';
import { durationOf } from '../audio/source-length/source-duration.ts';
import { waveEnd } from '../audio/source-length/wave-end.ts';
import type { RecognisedSource } from './recognised-source.ts';

/** Bytes at the start in which every container says what it is. */
export const HEAD_BYTES = 65_536;

/** A source on its way to the encoder, and what it says of its own length. */
export interface Timed {
  readonly audio: AsyncIterable<Buffer>;
  /** Seconds, exactly, where its first and last bytes tell; to be asked when the encoder has read what it needs. */
  readonly duration: () => Promise<number | undefined>;
}

/**
 * Whether only the end tells: the pages of Ogg carry time, and an MP3 without an info frame has its size alone.
 *
 * @returns `undefined` while the head is too short to tell
 */
export function needsTail(container: RecognisedSource['container'], head: Buffer): boolean | undefined {
  if (container !== 'mp3') return container === 'ogg';
  const layout = mpegLayout(head);
  return layout && layout.frames === undefined;
}

/** Looks on while a source passes by. */
export function timed({ audio, length, container, tail, soonTail }: RecognisedSource): Timed {
  const held = audio.held();
  let head: Buffer[] = [held];
  let bytes = held.length;
  let needed: boolean | undefined = needsTail(container, held);
  if (needed) void tail();
  let end: number | undefined;
  const note = (chunk: Buffer, passed: number): void => {
    if (passed > held.length && bytes < HEAD_BYTES) {
      head.push(chunk);
      bytes += chunk.length;
    }
    // Whatever tells is found in the first bytes or not at all.
    if (passed > HEAD_BYTES) return;
    if (container === 'wav') end ??= waveEnd(Buffer.concat(head), length);
    if (needed !== undefined) return;
    needed = needsTail(container, Buffer.concat(head));
    if (needed) void tail();
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
  let known: Buffer | undefined;
  let found: number | undefined;
  const find = async (): Promise<number | undefined> => {
    known ??= Buffer.concat(head).subarray(0, HEAD_BYTES);
    head = [];
    if (container === undefined || found !== undefined) return found;
    // Who asks again finds the end that had not come in time before.
    const last = needed ? await soonTail() : undefined;
    found = durationOf(container, known, last, length);
    return found;
  };
  return { audio: watched(), duration: find };
}

import { holdsAudio } from '../../../lib/audio/header.ts';
import type { Source, Way } from './way.ts';

/** Milliseconds from the call. */
export interface Times {
  readonly firstByte: number;
  /** Behind Opus's two header pages. */
  readonly firstAudio: number;
  readonly whole: number;
}

/** Hears a stream to its end. */
export async function hear(way: Way, source: Source): Promise<Times> {
  const began = performance.now();
  let firstByte = Number.NaN;
  let firstAudio = Number.NaN;
  let head: Buffer = Buffer.alloc(0);
  for await (const chunk of await way.open(source)) {
    if (Number.isNaN(firstByte)) firstByte = performance.now() - began;
    if (!Number.isNaN(firstAudio)) continue;
    head = Buffer.concat([head, chunk]);
    if (holdsAudio('opus', head)) firstAudio = performance.now() - began;
  }
  if (Number.isNaN(firstAudio)) throw new Error(`${way.name} gave no audio`);
  return { firstByte, firstAudio, whole: performance.now() - began };
}

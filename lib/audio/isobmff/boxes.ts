import { unsigned } from '../unsigned.ts';

/** A box of an MP4 (ISO 14496-12, section 4.2). */
export interface Box {
  readonly type: string;
  /** Bytes before its body. */
  readonly start: number;
  /** Bytes up to the box's end, or to that of what it stands in, or of what is known. */
  readonly end: number;
  /** Whether all of it is there. */
  readonly whole: boolean;
}

/** The boxes in a body, up to the first that cannot be one. */
export function* boxes(bytes: Buffer, from: number, to: number): Generator<Box> {
  for (let at = from; at + 8 <= to; ) {
    const small = unsigned(bytes, at, 4);
    const header = small === 1 ? 16 : 8;
    const size = small === 1 ? unsigned(bytes, at + 8, 8) : small === 0 ? to - at : small;
    if (!(size >= header)) return;
    const end = Math.min(at + size, to);
    yield { type: bytes.toString('latin1', at + 4, at + 8), start: at + header, end, whole: at + size <= to };
    at += size;
  }
}

/** The first box of a path of types, such as `mdia`, `minf`, `stbl`. */
export function findBox(bytes: Buffer, within: Pick<Box, 'start' | 'end'>, ...path: string[]): Box | undefined {
  const [type, ...more] = path;
  for (const box of boxes(bytes, within.start, within.end)) {
    if (box.type === type) return more.length > 0 ? findBox(bytes, box, ...more) : box;
  }
  return undefined;
}

/** The index of an MP4, or what is known of it. */
export const movie = (head: Buffer): Box | undefined => findBox(head, { start: 0, end: head.length }, 'moov');

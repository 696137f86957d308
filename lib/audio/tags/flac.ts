import { unsigned } from '../unsigned.ts';
import type { Tags } from './tags.ts';
import { vorbisComment } from './vorbis-comment.ts';

/** The type of a metadata block of comments (RFC 9639, 8.1). */
const COMMENT = 4;

interface Block {
  readonly isComment: boolean;
  readonly isLast: boolean;
  /** Bytes before its body, and behind it. */
  readonly start: number;
  readonly end: number;
}

/** The metadata blocks that begin in the head of a native FLAC; the last of them may end behind it. */
function* blocks(head: Buffer): Generator<Block> {
  for (let at = 4; at + 4 <= head.length; ) {
    const type = unsigned(head, at, 1);
    const block = { start: at + 4, end: at + 4 + unsigned(head, at + 1, 3), isLast: type >= 0x80 };
    yield { ...block, isComment: (type & 0x7f) === COMMENT };
    if (block.isLast) return;
    at = block.end;
  }
}

/** The comments of a native FLAC (RFC 9639, 8.6). */
export function flacTags(head: Buffer): Tags {
  for (const { isComment, start, end } of blocks(head)) if (isComment) return vorbisComment(head.subarray(start, end));
  return {};
}

/** Whether the head has the comments, or there are none. */
export function flacCommentsAreThere(head: Buffer): boolean {
  for (const { isComment, isLast, end } of blocks(head)) if (isComment || isLast) return end <= head.length;
  return false;
}

import { unsigned } from '../unsigned.ts';
import type { Tags } from './tags.ts';
import { vorbisComment } from './vorbis-comment.ts';

const COMMENT = 4;

/** The comments of a native FLAC (RFC 9639, 8.6). */
export function flacTags(head: Buffer): Tags {
  for (let at = 4; at + 4 <= head.length; ) {
    const type = unsigned(head, at, 1);
    const end = at + 4 + unsigned(head, at + 1, 3);
    if ((type & 0x7f) === COMMENT) return vorbisComment(head.subarray(at + 4, end));
    if (type >= 0x80) break;
    at = end;
  }
  return {};
}

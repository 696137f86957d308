import { mpegHeader } from './header.ts';
import { mpegInfo, sideInformationLength } from './info.ts';

/** Bytes in which an info frame has told its frames and bytes: header 4, side information 32, name, flags, two counts. */
export const COUNTS_WITHIN = 4 + 32 + 4 + 4 + 4 + 4;

/** Bytes from the info frame's name to its count of bytes, where it counts frames as well: name, flags, frames. */
const BYTE_COUNT = 4 + 4 + 4;

/** Whether another file was put behind the one that was counted: ffmpeg's own measure (`mp3_parse_info_tag`). */
const isAppended = (counted: number, length: number): boolean => length > counted && length - counted > counted / 16;

/**
 * The start of an MP3 with the info frame's count of bytes set to 0, which ffmpeg takes for "not told".
 *
 * ffmpeg 7.1.5 compares that count with the size of its input, and takes the unknown size of a pipe, which is −1, for a very
 * large one: an appended file, of which it then does not drop the encoder's padding (`mp3_parse_info_tag` in
 * libavformat/mp3dec.c). We know the size, or that nobody does, and compare in its place.
 *
 * @param head - the first {@link COUNTS_WITHIN} bytes or more, without ID3v2 tags
 * @param length - bytes of all of it, where they are known
 * @returns `head` itself where there is nothing to change
 */
export function withoutByteCount(head: Buffer, length: number | undefined): Buffer {
  const header = mpegHeader(head, 0);
  const info = header && mpegInfo(head, 0, header);
  if (!header || !info?.frames || !info.bytes || info.kind === 'VBRI') return head;
  if (length !== undefined && isAppended(info.bytes, length)) return head;
  const at = 4 + sideInformationLength(header) + BYTE_COUNT;
  return Buffer.from(head).fill(0, at, at + 4);
}

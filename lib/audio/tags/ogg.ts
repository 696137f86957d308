import { type SourcePage, sourcePages } from '../source-length/ogg-page.ts';
import { unsigned } from '../unsigned.ts';
import type { Tags } from './tags.ts';
import { vorbisComment } from './vorbis-comment.ts';

/** How a comment packet begins (RFC 7845, 5.2; Vorbis I, 4.2.1); FLAC's is a metadata block, Speex's begins at once. */
const OPUS = 'OpusTags';
const VORBIS = '\x03vorbis';
const FLAC_BLOCK = 4;
const FLAC_COMMENT = 4;

/** The comments of an Ogg file's first stream, as far as the head has them. */
export function oggTags(head: Buffer): Tags {
  const pages = sourcePages(head, 0);
  const [first] = pages;
  const start = first?.packets[0];
  if (!first || start === undefined) return {};
  // The first packet has a page to itself; what follows in its stream is the comments, up to the end of what is there.
  const bodies = pages.slice(1).filter(({ serial }) => serial === first.serial);
  const packet = Buffer.concat(
    bodies.map((page) => head.subarray(page.next - page.body, page.next)).concat(begun(head, pages)),
  );
  if (packet.toString('latin1', 0, OPUS.length) === OPUS) return vorbisComment(packet.subarray(OPUS.length));
  if (packet.toString('latin1', 0, VORBIS.length) === VORBIS) return vorbisComment(packet.subarray(VORBIS.length));
  const marker = head.toString('latin1', start, start + 5);
  if (marker === '\x7fFLAC' && (unsigned(packet, 0, 1) & 0x7f) === FLAC_COMMENT) {
    return vorbisComment(packet.subarray(FLAC_BLOCK));
  }
  return marker === 'Speex' ? vorbisComment(packet) : {};
}

/** The body of the page that the head ends in: with a picture in the comments, all there is of them. */
function begun(head: Buffer, pages: readonly SourcePage[]): Buffer {
  const at = pages.at(-1)?.next ?? 0;
  return head.toString('latin1', at, at + 4) === 'OggS'
    ? head.subarray(at + 27 + (head[at + 26] ?? 0))
    : Buffer.alloc(0);
}

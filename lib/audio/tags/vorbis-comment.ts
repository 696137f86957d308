import { type Field, foundTags, type Tags } from './tags.ts';

/** Vorbis comments (Vorbis I, section 5), in Ogg and FLAC: lengths are little-endian, names of any case. */

const FIELDS: Readonly<Record<string, Field>> = { TITLE: 'title', ARTIST: 'artist', ALBUM: 'album' };
/** Bytes of the longest of these names and its `=`. */
const NAME = 7;

/** @param bytes - from the vendor's length on; what is cut off is as if it were not there */
export function vorbisComment(bytes: Buffer): Tags {
  const found = foundTags();
  const length = (at: number): number => (at + 4 <= bytes.length ? bytes.readUInt32LE(at) : Number.NaN);
  let at = 4 + length(0);
  let left = length(at);
  at += 4;
  for (; left > 0 && at + 4 <= bytes.length; left--) {
    const start = at + 4;
    const end = start + length(at);
    const name = bytes.toString('latin1', start, Math.min(end, start + NAME)).split('=', 1)[0] ?? '';
    const field = FIELDS[name.toUpperCase()];
    if (field && end <= bytes.length) found.note(field, bytes.toString('utf8', start + name.length + 1, end));
    at = end;
  }
  return found.tags();
}

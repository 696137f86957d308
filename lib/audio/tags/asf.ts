import { ASF, ASF_HEADER, chunks } from '../source-length/chunks.ts';
import { foundTags, type Tags } from './tags.ts';

/** Two objects of the header (ASF specification, 3.10, 3.11 and 10.2). */
const DESCRIPTION = '3326b2758e66cf11a6d900aa0062ce6c';
const EXTENDED = '40a4d0d207e3d21197f000a0c95ea850';
const ALBUM = 'WM/AlbumTitle';

/** Text of the content descriptions, in UTF-16. */
export function asfTags(head: Buffer): Tags {
  const found = foundTags();
  for (const { id, start, size } of chunks(head, ASF_HEADER, ASF)) {
    const body = head.subarray(start, start + size);
    if (id === DESCRIPTION && body.length >= 10) {
      // Five lengths, and the values behind them: title, author, and three that nobody is shown.
      const [title, artist] = [body.readUInt16LE(0), body.readUInt16LE(2)];
      found.note('title', body.toString('utf16le', 10, 10 + title));
      found.note('artist', body.toString('utf16le', 10 + title, 10 + title + artist));
    }
    if (id === EXTENDED) found.note('album', extended(body, ALBUM));
  }
  return found.tags();
}

/** The value of a descriptor: each has a name, a type (0: text) and a value, the lengths of 16 bits in front. */
function extended(body: Buffer, wanted: string): string {
  const word = (at: number): number => (at + 2 <= body.length ? body.readUInt16LE(at) : Number.NaN);
  let at = 2;
  for (let left = word(0); left > 0 && at + 6 <= body.length; left--) {
    const name = at + 2;
    const type = name + word(at);
    const value = type + 4;
    const end = value + word(type + 2);
    const isWanted = word(type) === 0 && body.toString('utf16le', name, type).replace(/\0+$/, '') === wanted;
    if (isWanted) return body.toString('utf16le', value, end);
    at = end;
  }
  return '';
}

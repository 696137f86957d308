import { frameReader } from './id3v2-frames.ts';
import { type Field, firstOf, foundTags, isComplete, type Tags } from './tags.ts';

/** Octets of a tag's header (id3.org, "ID3v2.4 Main Structure", 3.1), and its flags, which 2.2 and 2.3 share as far. */
const HEADER = 10;
const UNSYNCHRONISED = 0x80;
const EXTENDED = 0x40;
const FOOTER = 0x10;

export interface Id3v2Reader {
  /** Takes the next bytes of the tags, split anywhere. */
  readonly add: (chunk: Buffer) => void;
  /** What was found so far. */
  readonly tags: () => Tags;
}

/**
 * Reads ID3v2 2.2 to 2.4 as their bytes pass by, which may be megabytes of pictures: it keeps no more than one frame of text,
 * and looks at no more when it has all three fields. Of several tags in a row the first that has a field tells it.
 */
export function id3v2Reader(): Id3v2Reader {
  let header: Buffer = Buffer.alloc(0);
  let left = 0;
  let isOver = false;
  let before: Tags = {};
  let own = foundTags();
  let frames: (bytes: Buffer) => void = () => {};
  const tags = (): Tags => firstOf(before, own.tags());
  const begin = (): void => {
    const [major = 0, , flags = 0, ...size] = header.subarray(3);
    isOver = header.toString('latin1', 0, 3) !== 'ID3' || size.some((octet) => octet > 0x7f);
    header = Buffer.alloc(0);
    if (isOver) return;
    before = tags();
    own = foundTags();
    left = size.reduce((sum, octet) => sum * 128 + octet, 0) + (flags & FOOTER ? HEADER : 0);
    const kind = { major, unsynchronised: (flags & UNSYNCHRONISED) !== 0, extended: (flags & EXTENDED) !== 0 };
    const isWanted = (): boolean => !isComplete(tags());
    const note = (field: Field, text: string): boolean => {
      own.note(field, text);
      return isWanted();
    };
    frames = isWanted() ? frameReader(kind, note) : () => {};
  };
  const add = (chunk: Buffer): void => {
    let rest = chunk;
    while (rest.length > 0 && !isOver) {
      if (left > 0) {
        const part = rest.subarray(0, left);
        rest = rest.subarray(part.length);
        left -= part.length;
        frames(part);
        continue;
      }
      const part = rest.subarray(0, HEADER - header.length);
      rest = rest.subarray(part.length);
      header = Buffer.concat([header, part]);
      if (header.length === HEADER) begin();
    }
  };
  return { add, tags };
}

import { elements, findElement, ID, text } from '../matroska/elements.ts';
import { findIn } from '../matroska/track.ts';
import { type Field, firstOf, foundTags, type Tags } from './tags.ts';

const FIELDS: Readonly<Record<string, Field>> = { TITLE: 'title', ARTIST: 'artist', ALBUM: 'album' };

/** The title of the segment, and its tags where they stand in front (RFC 9559, 5.1.2.12 and 5.1.8), but not a track's own. */
export function matroskaTags(head: Buffer): Tags {
  const [info, tags] = [foundTags(), foundTags()];
  info.note('title', text(head, findIn(head, ID.INFO, ID.TITLE)));
  const all = findIn(head, ID.TAGS);
  for (const tag of all ? elements(head, all.start, all.end) : []) {
    if (tag.id !== ID.TAG || findElement(head, tag, ID.TARGETS, ID.TARGET_TRACK)) continue;
    for (const simple of elements(head, tag.start, tag.end)) {
      if (simple.id !== ID.SIMPLE_TAG) continue;
      const name = text(head, findElement(head, simple, ID.TAG_NAME)).toUpperCase();
      if (Object.hasOwn(FIELDS, name)) tags.note(FIELDS[name], text(head, findElement(head, simple, ID.TAG_STRING)));
    }
  }
  return firstOf(info.tags(), tags.tags());
}

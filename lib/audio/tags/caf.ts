import { CAF_HEADER } from '../source-length/caf.ts';
import { CAF, chunks } from '../source-length/chunks.ts';
import { type Field, foundTags, type Tags } from './tags.ts';

const FIELDS: Readonly<Record<string, Field>> = { title: 'title', artist: 'artist', album: 'album' };

/** CAF's `info` chunk: names and values in turn, each with a NUL behind it (Apple, "Core Audio Format Specification 1.0"). */
export function cafTags(head: Buffer): Tags {
  const found = foundTags();
  for (const { id, start, size } of chunks(head, CAF_HEADER, CAF)) {
    if (id !== 'info' || size < 4) continue;
    const strings = head.toString('utf8', start + 4, Math.min(head.length, start + size)).split('\0');
    for (let at = 0; at + 1 < strings.length; at += 2) {
      const name = strings[at] ?? '';
      if (Object.hasOwn(FIELDS, name)) found.note(FIELDS[name], strings[at + 1] ?? '');
    }
  }
  return found.tags();
}

import { AIFF_HEADER } from '../source-length/aiff.ts';
import { chunks, IFF, RIFF } from '../source-length/chunks.ts';
import { RIFF_HEADER } from '../source-length/wave.ts';
import { id3v2Reader } from './id3v2.ts';
import { type Field, firstOf, foundTags, looseText, type Tags } from './tags.ts';

/** WAV and AIFF: text chunks of their own, or an ID3v2 tag in a chunk. */

/** Of a `LIST` of type `INFO` (Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0"). */
const INFO: Readonly<Record<string, Field>> = { INAM: 'title', IART: 'artist', IPRD: 'album' };

const id3 = (bytes: Buffer): Tags => {
  const reader = id3v2Reader();
  reader.add(bytes);
  return reader.tags();
};

export function wavTags(head: Buffer): Tags {
  const found = foundTags();
  let tag: Tags = {};
  for (const { id, start, size } of chunks(head, RIFF_HEADER, RIFF)) {
    const body = head.subarray(start, start + size);
    if (id.toLowerCase() === 'id3 ') tag = id3(body);
    if (id !== 'LIST' || body.toString('latin1', 0, 4) !== 'INFO') continue;
    for (const part of chunks(body, 4, RIFF)) {
      if (INFO[part.id]) found.note(INFO[part.id], looseText(body.subarray(part.start, part.start + part.size)));
    }
  }
  return firstOf(tag, found.tags());
}

/** AIFF's text chunks (Apple, "Audio Interchange File Format", 1989). */
const TEXTS: Readonly<Record<string, Field>> = { NAME: 'title', AUTH: 'artist' };

export function aiffTags(head: Buffer): Tags {
  const found = foundTags();
  let tag: Tags = {};
  for (const { id, start, size } of chunks(head, AIFF_HEADER, IFF)) {
    const body = head.subarray(start, start + size);
    if (id === 'ID3 ') tag = id3(body);
    if (TEXTS[id]) found.note(TEXTS[id], looseText(body));
  }
  return firstOf(tag, found.tags());
}

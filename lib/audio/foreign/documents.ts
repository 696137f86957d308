import { both, either, hex, like, type Signature, text } from '../signature.ts';
import type { Foreign } from './kind.ts';

/** HEIF and AVIF are of MP4's family: their brands tell them from it (ISO 23008-12, annex B; AVIF 1.1, section 6). */
const heif: Signature = text(4, 'ftypheic', 'ftypheix', 'ftypmif1', 'ftypmsf1', 'ftypavif', 'ftypavis');

/** PNG 3.5.2, JPEG (ITU T.81, B.1.1), GIF87a and 89a, TIFF 6.0 section 2, WebP (RFC 9649, section 2.4). */
const picture: Signature = either(
  hex('89504e470d0a1a0a'),
  hex('ffd8ff'),
  text(0, 'GIF87a', 'GIF89a', 'II*\0', 'MM\0*'),
  both(text(0, 'RIFF'), text(8, 'WEBP')),
  heif,
);

/** ZIP (APPNOTE 4.3), gzip (RFC 1952), 7z, RAR, bzip2, xz, and Zstandard (RFC 8878). */
const archive: Signature = either(
  hex('504b0304'),
  hex('504b0506'),
  hex('1f8b08'),
  hex('377abcaf271c'),
  text(0, 'Rar!\x1a\x07'),
  // A block, or the end of an empty stream, behind the size of blocks.
  both(like(/^BZh[1-9]/), either(hex('314159265359', 4), hex('177245385090', 4))),
  hex('fd377a585a00'),
  hex('28b52ffd'),
);

/** What people paste by mistake. */
export const DOCUMENTS: readonly Foreign[] = [
  { what: 'a web page, not audio', matches: like(/^(\xef\xbb\xbf)?\s*<(!doctype html|html|head|body|script)\b/i) },
  { what: 'an SVG picture, not audio', matches: like(/^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?<svg\b/i) },
  { what: 'an XML document, not audio', matches: like(/^(\xef\xbb\xbf)?\s*<\?xml/) },
  {
    what: 'subtitles, not audio',
    matches: like(/^(\xef\xbb\xbf)?(WEBVTT\b|\[Script Info\]|\d+\r?\n\d\d:\d\d:\d\d,\d)/),
  },
  { what: 'a picture, not audio', matches: picture },
  { what: 'a PDF document, not audio', matches: text(0, '%PDF') },
  { what: 'a PostScript document, not audio', matches: text(0, '%!PS') },
  { what: 'an Office document, not audio', matches: hex('d0cf11e0a1b11ae1') },
  { what: 'an archive, not audio; unpack it', matches: archive },
  { what: 'a torrent, not audio', matches: text(0, 'd8:announce') },
  { what: 'a program, not audio', matches: either(text(0, '\x7fELF'), both(text(0, 'MZ'), hex('0000', 6))) },
  { what: 'a database (SQLite), not audio', matches: text(0, 'SQLite format 3\0') },
];

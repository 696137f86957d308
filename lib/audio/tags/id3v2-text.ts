import { utf16be } from './utf16.ts';

/** How a text frame is encoded (id3.org, "ID3v2.4 Main Structure", section 4, `$00` to `$03`; 2.2 and 2.3 have two). */
const UTF16 = 1;
const UTF16_BIG = 2;
const UTF8 = 3;

/** Several values have one mark in front of each, or of the first only. */
function utf16(bytes: Buffer): string {
  const [first = 0, second = 0] = bytes;
  // Without a mark it is what Windows has in memory.
  const text = first === 0xfe && second === 0xff ? utf16be(bytes) : bytes.toString('utf16le');
  return text.replace(/\ufeff/g, '');
}

/** The text of a frame whose first byte names the encoding; values of a list have NUL between them. */
export function frameText(bytes: Buffer): string {
  const encoding = bytes[0];
  const text = bytes.subarray(1);
  if (encoding === UTF16) return utf16(text);
  if (encoding === UTF16_BIG) return utf16be(text);
  return text.toString(encoding === UTF8 ? 'utf8' : 'latin1');
}

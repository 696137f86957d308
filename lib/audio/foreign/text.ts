import { both, like, type Signature } from '../signature.ts';
import type { Foreign } from './kind.ts';

/** So few bytes of text could be anything's name. */
const LEAST_TEXT = 16;

/** Characters that differ, in a text of any length: padding and zeros have one, "LAME3.100" and padding nine. */
const LEAST_VARIETY = 10;

/** Nothing but characters that people type: no control but tabulators and the ends of lines and pages. */
const written: Signature = like(/^[\t\n\f\r -~\x80-\xff]*$/);

/** Text in UTF-8, cut off anywhere. */
function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

/**
 * Words with something between them. An encoder pads its frames with letters (LAME with `U`, 0x55), so that a piece of an
 * MP3 may be made of nothing else.
 */
const prose: Signature = (bytes) => {
  const text = bytes.length >= LEAST_TEXT && written(bytes) ? utf8(bytes) : undefined;
  return text !== undefined && /\S\s+\S/.test(text) && new Set(text).size >= LEAST_VARIETY;
};

/**
 * What begins with a character or two that any sound may begin with, and is known by all of its bytes: each is text to the
 * last that is looked at.
 */
export const TEXTS: readonly Foreign[] = [
  { what: 'JSON, not audio', matches: both(like(/^(\xef\xbb\xbf)?\s*(\{\s*["}]|\[\s*[[{"\]])/), written) },
  {
    what: 'the words of a song (LRC), not audio',
    matches: both(like(/^(\xef\xbb\xbf)?\s*\[(ti|ar|al|by|\d\d):/), written),
  },
  { what: 'text, not audio', matches: prose },
];

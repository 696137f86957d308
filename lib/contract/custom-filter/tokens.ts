/** What a piece of a filter chain says once its quotes and backslashes are resolved, and where it ended. */
export interface Token {
  readonly text: string;
  /** Index of the character that ended it, or the length of what was read. */
  readonly end: number;
  /** Index of a quote or a backslash that nothing follows; ffmpeg would let it pass, a caller meant something else. */
  readonly open?: number;
}

/**
 * Reads up to one of `ends`, as ffmpeg's `av_get_token` does (libavutil/avstring.c): a backslash takes the next character
 * as it is, quotes take all between them, and spaces around it count only where they are quoted.
 */
export function tokenAt(source: string, from: number, ends: string): Token {
  let at = from;
  let text = '';
  let kept = 0;
  while (source[at] === ' ') at++;
  for (; at < source.length && !ends.includes(source.charAt(at)); at++) {
    const character = source.charAt(at);
    if (character === '\\') {
      if (at + 1 >= source.length) return { text, end: source.length, open: at };
      text += source.charAt(++at);
      kept = text.length;
    } else if (character === "'") {
      const close = source.indexOf("'", at + 1);
      if (close < 0) return { text, end: source.length, open: at };
      text += source.slice(at + 1, close);
      kept = text.length;
      at = close;
    } else text += character;
  }
  return { text: text.slice(0, kept) + text.slice(kept).trimEnd(), end: at };
}

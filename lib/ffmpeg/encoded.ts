/**
 * ffmpeg's closing line, which it prints with `-nostats` too. Where it has written nothing that has a time, that is `N/A`; before
 * FFmpeg 7 a large negative one.
 */
const CLOSING = /^size= .* time=(?:(\d+):(\d\d):(\d\d\.\d+)|N\/A|-\S+) /gm;

const closing = (messages: string): RegExpExecArray | undefined => [...messages.matchAll(CLOSING)].at(-1);

/**
 * Seconds of audio that an encoder has written, as it says itself when it is done.
 *
 * @param messages - what it said; the last such line counts, since a tag of the source may look like one
 */
export function encodedSeconds(messages: string): number | undefined {
  const line = closing(messages);
  if (!line) return undefined;
  const [, hours = 0, minutes = 0, seconds = 0] = line;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** Whether all that it has written is without a time, and so without a place in a stream: what filters add at the end of nothing. */
export function wroteNothing(messages: string): boolean {
  const line = closing(messages);
  return line !== undefined && line[1] === undefined;
}

/**
 * Whether it found something in its source behind which it could not read on; it ends with 0 all the same. A frame that is cut
 * by the end of the source is an I/O error to it, and nothing stands behind that.
 */
export const demuxingFailed = (messages: string): boolean =>
  /^\[in#\d+[^\]]*\] Error during demuxing: Invalid data/m.test(messages);

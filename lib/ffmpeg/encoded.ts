/** ffmpeg's closing line, which it prints with `-nostats` too. */
const CLOSING = /^size= .* time=(\d+):(\d\d):(\d\d\.\d+) /gm;

/**
 * Seconds of audio that an encoder has written, as it says itself when it is done.
 *
 * @param messages - what it said; the last such line counts, since a tag of the source may look like one
 */
export function encodedSeconds(messages: string): number | undefined {
  const [, hours, minutes, seconds] = [...messages.matchAll(CLOSING)].at(-1) ?? [];
  return seconds === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/**
 * Whether it found something in its source behind which it could not read on; it ends with 0 all the same. A frame that is cut
 * by the end of the source is an I/O error to it, and nothing stands behind that.
 */
export const demuxingFailed = (messages: string): boolean =>
  /^\[in#\d+[^\]]*\] Error during demuxing: Invalid data/m.test(messages);

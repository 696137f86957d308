import type { Readable } from 'node:stream';

/** What ffmpeg found its input to be. */
export interface SourceFacts {
  /** The demuxer's names, as in `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly demuxer?: string;
  readonly codec?: string;
  /** How an MP4 calls the encryption of its sound, where it is encrypted. */
  readonly encrypted?: string;
  /** Seconds of the audio; absent where another stream beside it may be the longer one. */
  readonly duration?: number;
  /** Seconds at which its time stamps begin. */
  readonly startTime?: number;
}

/** The last line before the first one of the work itself. Tags, which are the source's own words, all stand before. */
const END = /^Stream mapping:/;
/** A banner longer than this is somebody's tag text. */
const LONGEST = 8 * 1024 * 1024;

const INPUT = /^Input #0, ([\w,]+), from /;
const DURATION = /^ {2}Duration: (\d+):(\d\d):(\d\d\.\d+)/;
const START = /^ {2}Duration: [^,]+, start: (\d+\.\d+)/;
const STREAM = /^ {2}Stream #0:\d+\S*: (\w+): (\w+)/;
/** How an MP4 names sound that it has encrypted (ISO 14496-12, section 8.12); `drms` is Apple's and `aavd` Audible's. */
const ENCRYPTED = /^ {2}Stream #0:\d+\S*: Audio: .*\((enca|drms|aavd) \/ 0x/;
/** A cover is a stream too, but has no length. */
const COVER = /\(attached pic\)/;

type Facts = { -readonly [Fact in keyof SourceFacts]: SourceFacts[Fact] } & { streams: number };

function note(facts: Facts, line: string): void {
  const demuxer = INPUT.exec(line)?.[1];
  if (demuxer) facts.demuxer ??= demuxer;
  if (facts.demuxer === undefined) return;
  const [, hours, minutes, seconds] = DURATION.exec(line) ?? [];
  if (seconds) facts.duration ??= Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  const start = START.exec(line)?.[1];
  if (Number(start) > 0) facts.startTime ??= Number(start);
  const [, kind, codec] = STREAM.exec(line) ?? [];
  if (kind && !COVER.test(line)) facts.streams += 1;
  if (kind !== 'Audio' || !codec || facts.codec !== undefined) return;
  facts.codec = codec;
  const encrypted = ENCRYPTED.exec(line)?.[1];
  if (encrypted) facts.encrypted = encrypted;
}

/**
 * Reads the `Input #0` lines that ffmpeg prints at `-loglevel info`, which saves an ffprobe. Only lines with the indent
 * that ffmpeg itself gives them count, and the first of each: a tag's text is indented deeper.
 *
 * @returns what is known when the work begins, or when there is nothing more to read; never rejects
 */
export function readBanner(stderr: Readable): Promise<SourceFacts> {
  const facts: Facts = { streams: 0 };
  const { promise, resolve } = Promise.withResolvers<SourceFacts>();
  let rest = '';
  let read = 0;
  const add = (bytes: Buffer): void => {
    read += bytes.length;
    const lines = (rest + bytes.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    const end = lines.findIndex((line) => END.test(line));
    for (const line of end < 0 ? lines : lines.slice(0, end)) note(facts, line);
    if (end >= 0 || read > LONGEST) settle();
  };
  const settle = (): void => {
    stderr.off('data', add);
    const { streams, duration, ...found } = facts;
    resolve(duration === undefined || streams > 1 ? found : { ...found, duration });
  };
  stderr.on('data', add).once('close', settle);
  return promise;
}

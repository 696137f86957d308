import { type Container, recognise, SIGNATURE_BYTES } from '../audio/container.ts';
import { isFar } from '../audio/input.ts';
import { id3v2Reader } from '../audio/tags/id3v2.ts';
import type { Tags } from '../audio/tags/tags.ts';
import { TranscodeError } from '../contract/errors.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import { LIMITS } from '../settings/limits.ts';
import { SOURCE_LIMITS } from '../settings/source-limits.ts';
import { describeSource } from '../source/describe.ts';
import { dropId3v2 } from '../source/id3v2.ts';
import { type Peekable, peekable } from '../source/peekable.ts';
import { type OpenedSource, openSource } from '../source/source.ts';
import type { SessionOptions } from './options.ts';
import { soon, tailOf } from './tail.ts';

export interface RecognisedSource {
  readonly source: OpenedSource;
  /** The body without tags in front. */
  readonly audio: Peekable;
  /** Bytes of the tags in front. */
  readonly tagBytes: number;
  /** Bytes of `audio`, where the source says how long it is. */
  readonly length: number | undefined;
  /** `undefined` where no signature matched, and ffmpeg has to probe. */
  readonly container: Container | undefined;
  /** What the tags in front say, once they have passed by. */
  readonly id3v2: () => Tags;
  /** Its last bytes, where they can be had. */
  readonly tail: () => Promise<Buffer | undefined>;
  /** The same, where an answer may wait for it. */
  readonly soonTail: () => Promise<Buffer | undefined>;
}

const unsupported = (message: string) => new TranscodeError('UNSUPPORTED_FORMAT', message);

function containerOf(start: Buffer, tagBytes: number): Container | undefined {
  if (start.length === 0)
    throw unsupported(tagBytes > 0 ? 'The source is a tag without audio.' : 'The source is empty.');
  const found = recognise(start);
  if (found.kind === 'other') throw unsupported(`The source is ${found.what}.`);
  return found.kind === 'container' ? found.container : undefined;
}

/** Titles as a station tells them, but not as many as it likes. */
function titleLog(log: SessionOptions['log']): (title: string) => void {
  let left: number = LIMITS.titles;
  return (title) => {
    if (left > 0) log('title', { title });
    left -= 1;
  };
}

/**
 * Opens a request's source and finds out what it is.
 *
 * @returns a source that the caller closes
 * @throws {TranscodeError} as `openSource`, and `UNSUPPORTED_FORMAT` for what cannot be audio
 */
export async function openRecognised(
  request: TranscodeRequest,
  options: SessionOptions,
  signal: AbortSignal,
): Promise<RecognisedSource> {
  const { allow, userAgent, resolve, sourceLimits, log } = options;
  const source = await openSource(request.source_url, {
    headers: request.source_headers,
    userAgent,
    allow,
    signal,
    jumping: isFar(request.start),
    onTitle: titleLog(log),
    ...(resolve ? { resolve } : {}),
    ...(sourceLimits ? { limits: sourceLimits } : {}),
  });
  try {
    const { dnsMs, connectMs, firstByteMs } = source.timings;
    log('source opened', {
      source: describeSource(source.url),
      live: source.live,
      dns_ms: Math.round(dnsMs),
      connect_ms: Math.round(connectMs),
      source_first_byte_ms: Math.round(firstByteMs),
    });
    const reader = id3v2Reader();
    const untagged = dropId3v2(source.body, { ...SOURCE_LIMITS, ...sourceLimits }, reader.add);
    const audio = peekable(untagged);
    const start = await audio.peek(SIGNATURE_BYTES);
    const { droppedBytes: tagBytes } = untagged;
    const length = source.length === undefined ? undefined : source.length - tagBytes;
    const container = containerOf(start, tagBytes);
    const tail = tailOf(source);
    const soonTail = soon(tail, options.tailMs ?? LIMITS.tailMs);
    return { source, audio, tagBytes, length, container, id3v2: reader.tags, tail, soonTail };
  } catch (error) {
    source.close();
    throw error;
  }
}

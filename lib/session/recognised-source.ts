import {
  type Container,
  isCertain,
  type Recognised,
  recognise,
  recogniseFurther,
  SIGNATURE_BYTES,
  tellsEnough,
} from '../audio/container.ts';
import { SYNC_WITHIN } from '../audio/frame-sync.ts';
import { isFar } from '../audio/input.ts';
import { id3v2Reader } from '../audio/tags/id3v2.ts';
import type { Tags } from '../audio/tags/tags.ts';
import { TranscodeError } from '../contract/errors.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import { LIMITS } from '../settings/limits.ts';
import { SOURCE_LIMITS } from '../settings/source-limits.ts';
import { behind } from '../source/behind.ts';
import { describeSource } from '../source/describe.ts';
import { dropId3v2 } from '../source/id3v2.ts';
import { type Peekable, peekable } from '../source/peekable.ts';
import { type OpenedSource, openSource } from '../source/source.ts';
import { lookAt } from './head.ts';
import type { SessionOptions } from './options.ts';
import { soon, tailOf } from './tail.ts';

export interface RecognisedSource {
  readonly source: OpenedSource;
  /** The body without tags in front, nor the rest of a frame where its demuxer cannot do with that. */
  readonly audio: Peekable;
  /** Bytes of the body in front of `audio`: of tags, mostly. */
  readonly tagBytes: number;
  /** Bytes of `audio`, where the source says how long it is. */
  readonly length: number | undefined;
  /** `undefined` where it was not recognised, and ffmpeg has to probe. */
  readonly container: Container | undefined;
  /** What the tags in front say, once they have passed by. */
  readonly id3v2: () => Tags;
  /** Its last bytes, where they can be had. */
  readonly tail: () => Promise<Buffer | undefined>;
  /** The same, where an answer may wait for it. */
  readonly soonTail: () => Promise<Buffer | undefined>;
}

const unsupported = (message: string) => new TranscodeError('UNSUPPORTED_FORMAT', message);

/** By as few bytes as tell what it is: whoever is recognised at once is waited for no longer. */
async function whatIs(audio: Peekable, tagBytes: () => number): Promise<Recognised> {
  const start = await audio.peek(SIGNATURE_BYTES);
  if (start.length === 0)
    throw unsupported(tagBytes() > 0 ? 'The source is a tag without audio.' : 'The source is empty.');
  const found = recognise(start);
  return isCertain(found) ? found : recogniseFurther(await lookAt(audio, SYNC_WITHIN, tellsEnough));
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
  const source_host = URL.parse(request.source_url)?.host;
  const source = await openSource(request.source_url, {
    headers: request.source_headers,
    userAgent,
    allow,
    signal,
    jumping: isFar(request.start),
    onTitle: titleLog(log),
    onRetry: ({ attempt, atByte, error: { code, message } }) =>
      log('source retried', { attempt, at_byte: atByte, code, reason: message, source_host }),
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
    await options.onSource?.(source);
    const reader = id3v2Reader();
    const untagged = dropId3v2(source.body, { ...SOURCE_LIMITS, ...sourceLimits }, reader.add);
    const whole = peekable(untagged);
    const found = await whatIs(whole, () => untagged.droppedBytes);
    if (found.kind === 'other') throw unsupported(`The source is ${found.what}.`);
    const { container, junk } = found.kind === 'container' ? found : { container: undefined, junk: 0 };
    const audio = junk > 0 ? peekable(behind(whole, junk)) : whole;
    // As many are held of any source.
    await audio.peek(SIGNATURE_BYTES);
    const tagBytes = untagged.droppedBytes + junk;
    const length = source.length === undefined ? undefined : source.length - tagBytes;
    const tail = tailOf(source);
    const soonTail = soon(tail, options.tailMs ?? LIMITS.tailMs);
    return { source, audio, tagBytes, length, container, id3v2: reader.tags, tail, soonTail };
  } catch (error) {
    source.close();
    throw error;
  }
}

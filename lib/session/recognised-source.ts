import { type Container, recognise, SIGNATURE_BYTES } from '../audio/container.ts';
import { TranscodeError } from '../contract/errors.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import { describeSource } from '../source/describe.ts';
import { dropId3v2 } from '../source/id3v2.ts';
import { peekable } from '../source/peekable.ts';
import { type OpenedSource, openSource } from '../source/source.ts';
import type { SessionOptions } from './options.ts';

export interface RecognisedSource {
  readonly source: OpenedSource;
  /** What goes to the encoder: the body without tags in front. */
  readonly audio: AsyncIterable<Buffer>;
  /** `undefined` where no signature matched, and ffmpeg has to probe. */
  readonly container: Container | undefined;
}

const unsupported = (message: string) => new TranscodeError('UNSUPPORTED_FORMAT', message);

async function recogniseStart(audio: { peek(bytes: number): Promise<Buffer> }): Promise<Container | undefined> {
  const start = await audio.peek(SIGNATURE_BYTES);
  if (start.length === 0) throw unsupported('The source is empty.');
  const found = recognise(start);
  if (found.kind === 'other') throw unsupported(`The source is ${found.what}.`);
  return found.kind === 'container' ? found.container : undefined;
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
    ...(resolve ? { resolve } : {}),
    ...(sourceLimits ? { limits: sourceLimits } : {}),
  });
  try {
    const { dnsMs, connectMs, firstByteMs } = source.timings;
    log('source opened', {
      source: describeSource(source.url),
      dns_ms: Math.round(dnsMs),
      connect_ms: Math.round(connectMs),
      source_first_byte_ms: Math.round(firstByteMs),
    });
    const audio = peekable(dropId3v2(source.body));
    return { source, audio, container: await recogniseStart(audio) };
  } catch (error) {
    source.close();
    throw error;
  }
}

import { contentType } from '../../contract/formats.ts';
import { parseRequest } from '../../contract/parse.ts';
import type { TranscodeRequest } from '../../contract/request.ts';
import type { RequestInput } from '../../contract/schema.ts';
import { openSession, type Session } from '../../session/session.ts';
import { readMachineSettings } from '../../settings/settings.ts';
import { VERSION } from '../../settings/version.ts';
import type { Metadata } from '../metadata.ts';
import type { FallbackOptions } from '../options.ts';
import type { Leg, SentRequest } from '../stream/leg.ts';

/** Milliseconds. Nothing ends a process here after fifteen minutes; a stream of a day is long enough. */
const DAY_MS = 24 * 3600 * 1000;

const openHere = (request: TranscodeRequest, { ffmpegPath, allow }: FallbackOptions): Promise<Session> => {
  const settings = readMachineSettings(process.env);
  return openSession(request, {
    binary: ffmpegPath ?? settings.FFMPEG_PATH,
    allow: new Set(allow ?? settings.SOURCE_ALLOW),
    userAgent: `Sluice/${VERSION}`,
    deadline: performance.now() + DAY_MS,
    log: () => {},
  });
};

/** A stream that is made here. */
export interface TranscodedHere {
  readonly metadata: Metadata;
  /** Ends cleanly only when it is complete, and throws otherwise. Must be iterated, to its end or not, or closed. */
  readonly body: AsyncIterable<Buffer>;
  /** Idempotent: ends the encoder and the source. */
  readonly close: () => Promise<void>;
}

/**
 * Does the service's work in this process, with this machine's ffmpeg: the same guard for the source, the same arguments,
 * the same samples. For Node only, which is why it is an entry of its own.
 *
 * @throws {TranscodeError} what the service would have answered
 *
 * @example
 * const { body } = await transcodeHere({ source_url: 'https://example.com/a.mp3', output_format: 'opus' });
 * for await (const chunk of body) process.stdout.write(chunk);
 */
export async function transcodeHere(request: RequestInput, options: FallbackOptions = {}): Promise<TranscodedHere> {
  const parsed = parseRequest(request);
  const session = await openHere(parsed, options);
  return { metadata: metadataHere(parsed, session), body: session.body, close: session.close };
}

function metadataHere(request: TranscodeRequest, { facts }: Session): Metadata {
  const { output_format, sample_rate, channels } = request;
  return {
    transcodeId: undefined,
    contentType: contentType(output_format, sample_rate, channels),
    ...{ sampleRate: sample_rate, channels, streamDeadline: undefined },
    ...{ sourceFormat: facts.sourceFormat, sourceCodec: facts.sourceCodec, sourceDuration: facts.sourceDuration },
    ...{ contentDuration: facts.contentDuration, bitrate: facts.bitrate, mode: facts.mode },
    ...{ live: facts.streamLimit !== undefined, streamLimit: facts.streamLimit },
  };
}

/** A leg that is made here. */
export async function fallbackLeg(request: SentRequest, signal: AbortSignal, options: FallbackOptions): Promise<Leg> {
  // It takes a moment until this is loaded; who has left by then is not told again.
  signal.throwIfAborted();
  const parsed = parseRequest(request);
  const opening = openHere(parsed, options);
  const left = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  // Its source and its encoder end as soon as it can be told to.
  signal.addEventListener('abort', () => void opening.then((session) => session.close()).catch(() => {}), {
    once: true,
  });
  const session = await Promise.race([opening, left]);
  return {
    origin: 'fallback',
    metadata: metadataHere(parsed, session),
    chunks: session.body[Symbol.asyncIterator](),
    began: performance.now(),
    cancel: () => void session.close(),
  };
}

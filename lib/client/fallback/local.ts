import type { Readable } from 'node:stream';
import type { RequestInput } from '../../contract/schema.ts';
import { readableOf } from '../node/readable.ts';
import type { CallOptions, FallbackOptions } from '../options.ts';
import { startStream, type Transcoded } from '../stream/stream.ts';
import { fallbackLeg } from './fallback.ts';

const never = new AbortController().signal;

/** Milliseconds that a source may be in trouble. */
const PATIENCE_MS = 10_000;

/** Milliseconds. There is nobody else to ask: a source that is silent is waited for, for as long as the guard's limits say. */
const HOUR = 3_600_000;

/**
 * A stream without any service: this machine's ffmpeg makes it.
 *
 * @throws {TranscodeError} what the service would have answered
 */
export const transcodeLocally = (
  request: RequestInput,
  { signal = never, ...options }: CallOptions & Pick<FallbackOptions, 'ffmpegPath' | 'allow'> = {},
): Promise<Transcoded<Readable>> =>
  startStream({ ...request }, (sent, both) => fallbackLeg(sent, both, options), {
    ...{ signal, streamOf: readableOf, onBreak: () => {} },
    resume: { idleMs: HOUR, giveUpMs: PATIENCE_MS },
  });

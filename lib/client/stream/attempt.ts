import { PATHS } from '../../contract/paths.ts';
import { asClientError, broken, failureOf, late } from '../errors.ts';
import { metadataOf } from '../metadata.ts';
import type { Answer, Transport } from '../transport/transport.ts';
import type { Leg, SentRequest } from './leg.ts';

/** Milliseconds. */
export interface AttemptLimits {
  readonly firstByteMs: number;
}

async function* behind(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
  transcodeId: string | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield first;
  try {
    for (let read = await rest.next(); !read.done; read = await rest.next()) yield read.value;
  } catch (cause) {
    throw broken(cause, transcodeId);
  }
}

async function firstOf(answer: Answer): Promise<{ first: Uint8Array; rest: AsyncIterator<Uint8Array> }> {
  const rest = answer.body[Symbol.asyncIterator]();
  for (;;) {
    const read = await rest.next();
    // A 200 says that there is audio.
    if (read.done) throw broken(new Error('an answer without a body'));
    if (read.value.length > 0) return { first: read.value, rest };
  }
}

/** Asks the service once, and waits for its first audio. */
export async function attempt(
  transport: Transport,
  request: SentRequest,
  signal: AbortSignal,
  { firstByteMs }: AttemptLimits,
): Promise<Leg> {
  const ours = new AbortController();
  const timer = setTimeout(() => ours.abort(late('sent no audio', firstByteMs)), firstByteMs);
  const both = AbortSignal.any([signal, ours.signal]);
  try {
    const answer = await transport({
      endpoint: 'transcode',
      method: 'POST',
      path: PATHS.transcode,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      signal: both,
    });
    const began = performance.now();
    if (answer.status !== 200) throw await failureOf(answer);
    const metadata = metadataOf(answer.headers);
    const { first, rest } = await firstOf(answer).catch((error: unknown) => Promise.reject(broken(error)));
    const cancel = (): void => {
      ours.abort();
      answer.cancel();
    };
    return { origin: 'service', metadata, chunks: behind(first, rest, metadata.transcodeId), began, cancel };
  } catch (error) {
    if (both.aborted) throw both.reason;
    throw asClientError(error);
  } finally {
    clearTimeout(timer);
  }
}

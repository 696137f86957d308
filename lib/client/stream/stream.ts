import type { Metadata } from '../metadata.ts';
import { timelineOf } from './continuation.ts';
import { continued } from './continued.ts';
import type { Leg, OpenLeg, Origin, SentRequest } from './leg.ts';
import { patience } from './patience.ts';
import { settlingOf, spliceOf } from './splicing.ts';

/** An answer that has begun. */
export interface Transcoded<Stream> {
  readonly metadata: Metadata;
  /** The audio as it arrives; it throws where it breaks off and nothing can go on with it. */
  readonly audio: Stream;
  /** Who makes what is heard now. */
  readonly origin: () => Origin;
  /** Seconds of the answer that have been given out; `undefined` where it is not taken apart, as with `resume: false`. */
  readonly position: () => number | undefined;
}

/** Audio in the shape that a runtime's users expect. */
export type StreamOf<Stream> = (audio: AsyncGenerator<Uint8Array>, cancel: (reason?: unknown) => void) => Stream;

export interface StreamOptions<Stream> {
  readonly signal: AbortSignal;
  readonly streamOf: StreamOf<Stream>;
  /** Milliseconds; `undefined`: a stream that breaks is broken. */
  readonly resume: { readonly idleMs: number; readonly giveUpMs: number } | undefined;
  readonly onBreak: (error: unknown) => void;
}

async function* plain(leg: Leg, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for (let read = await leg.chunks.next(); !read.done; read = await leg.chunks.next()) yield read.value;
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    leg.cancel();
  }
}

/** Opens a stream. Resolves at its first audio. */
export async function startStream<Stream>(
  request: SentRequest,
  open: OpenLeg,
  { signal, streamOf, resume, onBreak }: StreamOptions<Stream>,
): Promise<Transcoded<Stream>> {
  const left = new AbortController();
  const both = AbortSignal.any([signal, left.signal]);
  const first = await open(request, both);
  const { metadata } = first;
  let leg = first;
  const onLeg = (next: Leg): void => {
    leg = next;
  };
  const splicing = resume && spliceOf(request, metadata);
  const audio =
    resume && splicing
      ? continued(first, {
          ...{ open, request, splicing, signal: both, onBreak, onLeg, idleMs: resume.idleMs },
          timeline: timelineOf(request, metadata),
          settling: settlingOf(request),
          patience: patience(resume.giveUpMs, () => performance.now()),
        })
      : plain(first, both);
  return {
    metadata,
    audio: streamOf(audio, (reason) => left.abort(reason)),
    origin: () => leg.origin,
    position: () => splicing?.position,
  };
}

import type { Metadata } from '../metadata.ts';
import type { Leg, OpenLeg, Origin, SentRequest } from './leg.ts';

/** An answer that has begun. */
export interface Transcoded<Stream> {
  readonly metadata: Metadata;
  /** The audio as it arrives; it throws where it breaks off and nothing can go on with it. */
  readonly audio: Stream;
  /** Who makes what is heard now. */
  readonly origin: () => Origin;
}

/** Audio in the shape that a runtime's users expect. */
export type StreamOf<Stream> = (audio: AsyncGenerator<Uint8Array>, cancel: (reason?: unknown) => void) => Stream;

export interface StreamOptions<Stream> {
  readonly signal: AbortSignal;
  readonly streamOf: StreamOf<Stream>;
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
  { signal, streamOf }: StreamOptions<Stream>,
): Promise<Transcoded<Stream>> {
  const left = new AbortController();
  const both = AbortSignal.any([signal, left.signal]);
  const leg = await open(request, both);
  const audio = plain(leg, both);
  return { metadata: leg.metadata, audio: streamOf(audio, (reason) => left.abort(reason)), origin: () => leg.origin };
}

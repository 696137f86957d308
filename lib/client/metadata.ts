import { HEADERS } from '../contract/headers.ts';

/** What the headers of an answer say of it; absent where the service does not know. */
export interface Metadata {
  readonly transcodeId: string | undefined;
  readonly contentType: string | undefined;
  readonly sourceFormat: string | undefined;
  readonly sourceCodec: string | undefined;
  /** Seconds. */
  readonly sourceDuration: number | undefined;
  /** Seconds. */
  readonly contentDuration: number | undefined;
  /** Hz. */
  readonly sampleRate: number | undefined;
  readonly channels: number | undefined;
  /** kbit/s. */
  readonly bitrate: number | undefined;
  /** Whether the answer was encoded, or holds the source's own packets. */
  readonly mode: 'encode' | 'copy' | undefined;
  /** Seconds after which the service breaks this answer off at the latest. */
  readonly streamDeadline: number | undefined;
  /** The source is a station that goes on for ever. */
  readonly live: boolean;
  /** Seconds after which the answer of a station ends cleanly. */
  readonly streamLimit: number | undefined;
}

/** Reads an answer's headers. */
export function metadataOf(headers: Headers): Metadata {
  const text = (name: string): string | undefined => headers.get(name) ?? undefined;
  const number = (name: string): number | undefined => {
    const value = Number.parseFloat(headers.get(name) ?? '');
    return Number.isNaN(value) ? undefined : value;
  };
  const mode = text(HEADERS.mode);
  return {
    transcodeId: text(HEADERS.transcodeId),
    contentType: text('Content-Type'),
    sourceFormat: text(HEADERS.sourceFormat),
    sourceCodec: text(HEADERS.sourceCodec),
    sourceDuration: number(HEADERS.sourceDuration),
    contentDuration: number(HEADERS.contentDuration),
    sampleRate: number(HEADERS.sampleRate),
    channels: number(HEADERS.channels),
    bitrate: number(HEADERS.bitrate),
    mode: mode === 'copy' || mode === 'encode' ? mode : undefined,
    streamDeadline: number(HEADERS.streamDeadline),
    live: text(HEADERS.sourceLive) === 'true',
    streamLimit: number(HEADERS.streamLimit),
  };
}

import { LIMITS } from '../../settings/limits.ts';
import type { Metadata } from '../metadata.ts';

/** Who makes the audio. */
export type Origin = 'service' | 'fallback';

/** One answer of the several that a stream may be made of. Its first audio is there. */
export interface Leg {
  readonly origin: Origin;
  readonly metadata: Metadata;
  /** It throws where the answer breaks off. */
  readonly chunks: AsyncIterator<Uint8Array>;
  /** Milliseconds on the clock of `performance.now()` at which it began. */
  readonly began: number;
  /** Idempotent. */
  readonly cancel: () => void;
}

export interface Opening {
  /** Milliseconds that somebody has been waiting for audio already. Default: 0. */
  readonly waitedMs?: number;
  /** Told of each try that fails, while others follow. */
  readonly onFailure?: (error: unknown) => void;
}

/** Opens a leg. It throws a `TranscodeError`, or `signal.reason`. */
export type OpenLeg = (request: SentRequest, signal: AbortSignal, opening?: Opening) => Promise<Leg>;

/** The fields of a request as they are sent; what is wrong with them is the service's to say. */
export type SentRequest = Readonly<Record<string, unknown>>;

/** Milliseconds until a leg that begins now may be broken off by its deadline, less what a successor needs to begin. */
export function msUntilDeadline({ metadata, began }: Leg, now: number): number {
  const { streamDeadline, live } = metadata;
  // A station's answer ends in order before its deadline, and has no successor that could begin at the same place.
  if (streamDeadline === undefined || live) return Number.POSITIVE_INFINITY;
  return began + Math.max(0, streamDeadline - LIMITS.reconnectSeconds) * 1000 - now;
}

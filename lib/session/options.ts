import type { Mode } from '../audio/plan.ts';
import type { SourceLimits } from '../settings/source-limits.ts';
import type { Resolver } from '../source/guard/resolve.ts';
import type { OpenedSource } from '../source/source.ts';
import type { StreamLog } from '../telemetry/log.ts';

/** What a source has said of itself. */
export type SourceFacts = Pick<OpenedSource, 'validator' | 'length' | 'live'>;

/** What an answer may have at most. What is absent is not limited, but by what the platform takes. */
export interface AnswerLimits {
  /** Seconds, behind which an answer that is not complete is broken off. */
  readonly seconds?: number | undefined;
  /** Bytes, likewise. */
  readonly bytes?: number | undefined;
  /** Seconds that were granted: they are what was asked for, and their end is a clean one. */
  readonly granted?: number | undefined;
}

/** What a session needs besides the request. */
export interface SessionOptions {
  /** The ffmpeg to run: a path, or a name that PATH finds. */
  readonly binary: string;
  /** `host:port` pairs that the source guard lets through although they are not public. */
  readonly allow: ReadonlySet<string>;
  /** Sent to the source where the request names none. */
  readonly userAgent: string;
  /** As `performance.now()`, at which the answer is broken off, whatever it has come to. */
  readonly deadline: number;
  /** Ends the session before its time, for the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told apart from the limits' defaults by tests only. */
  readonly sourceLimits?: Partial<SourceLimits>;
  readonly tailMs?: number;
  readonly resolve?: Resolver;
  readonly log: StreamLog;
  readonly limits?: AnswerLimits;
  /** Is told of the source before anything of it is read; what it throws ends the session. */
  readonly onSource?: (source: SourceFacts) => Promise<void>;
}

/** What is known of the source and the answer when the first audio is there. */
export interface SessionFacts {
  /** As in `mp3` or `m4a`: what the source was found to be. */
  readonly sourceFormat: string | undefined;
  readonly sourceCodec: string | undefined;
  /** Seconds. */
  readonly sourceDuration: number | undefined;
  /** Seconds of the answer. */
  readonly contentDuration: number | undefined;
  /** kbit/s of the answer, where its format has any to choose. */
  readonly bitrate: number | undefined;
  readonly mode: Mode;
  /** Seconds after which the answer of an endless source ends cleanly; `undefined` for every other source. */
  readonly streamLimit: number | undefined;
}

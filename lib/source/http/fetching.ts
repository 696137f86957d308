import type { TranscodeError } from '../../contract/errors.ts';
import type { SourceLimits } from '../../settings/source-limits.ts';
import type { Resolver } from '../guard/resolve.ts';
import type { KeptConnection } from './kept.ts';
import type { Meter } from './meter.ts';

/** A source that broke, and is asked for what is missing. */
export interface SourceRetry {
  /** In the row of breaks that follow each other closely, from 1. */
  readonly attempt: number;
  /** The first byte that is missing. */
  readonly atByte: number;
  readonly error: TranscodeError;
}

/** What all requests for one source share. */
export interface Fetching {
  readonly userAgent: string;
  /** `host:port` pairs that are let through although they are not public. */
  readonly allow: ReadonlySet<string>;
  readonly resolve: Resolver;
  readonly limits: SourceLimits;
  readonly signal: AbortSignal | undefined;
  readonly meter: Meter;
  readonly kept: KeptConnection;
  /** Is told of every break that is mended. */
  readonly onRetry: (retry: SourceRetry) => void;
}

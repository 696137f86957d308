import type { SourceLimits } from '../../settings/source-limits.ts';
import type { Resolver } from '../guard/resolve.ts';
import type { KeptConnection } from './kept.ts';
import type { Meter } from './meter.ts';

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
}

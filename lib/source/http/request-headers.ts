import type { Target } from '../guard/target.ts';

/** Headers of ours that differ from one request of a source to the next. */
export interface AskedFor {
  readonly range?: string;
  /** Whether the connection is wanted again. */
  readonly keep: boolean;
  /** Titles between the audio, where a radio station has some. */
  readonly titles: boolean;
}

/**
 * What a source is asked with. The caller's headers may replace `Accept` and `User-Agent`; they replace nothing that the
 * guard relies on, whatever their spelling.
 *
 * @param own headers of the caller, for as long as the origin is the one that they were meant for
 */
export const requestHeaders = (
  target: Target,
  userAgent: string,
  own: Readonly<Record<string, string>>,
  { range, keep, titles }: AskedFor,
): Record<string, string> => ({
  accept: '*/*',
  'user-agent': userAgent,
  ...Object.fromEntries(Object.entries(own).map(([name, value]) => [name.toLowerCase(), value])),
  host: target.url.host,
  'accept-encoding': 'identity',
  ...(range === undefined ? {} : { range }),
  ...(titles ? { 'icy-metadata': '1' } : {}),
  connection: keep ? 'keep-alive' : 'close',
});

import type { Target } from './target.ts';

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
): Record<string, string> => ({
  accept: '*/*',
  'user-agent': userAgent,
  ...Object.fromEntries(Object.entries(own).map(([name, value]) => [name.toLowerCase(), value])),
  host: target.url.host,
  'accept-encoding': 'identity',
  connection: 'close',
});

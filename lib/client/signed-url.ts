import { PATHS } from '../contract/paths.ts';
import type { RequestInput } from '../contract/schema.ts';
import { toQuery } from '../contract/to-query.ts';
import { type Caps, parseCap } from '../sign/cap.ts';
import { signQuery } from '../sign/sign.ts';
import type { Place } from './options.ts';
import { below } from './transport/http.ts';

export interface SignOptions {
  /** Seconds until it expires, 24 hours at most. Default: 3600. */
  readonly expiresIn?: number;
  /** What may be asked for at most, also in the spelling of a URL's `cap`: `d=600;b=128;f=opus,aac`. Default: no limits. */
  readonly caps?: Caps | string;
}

export interface SignedUrl {
  readonly url: string;
  readonly expires: Date;
}

const HOUR = 3600;

/** @throws RangeError for a text that is no cap */
export function capsOf(given: Caps | string): Caps {
  const caps = typeof given === 'string' ? parseCap(given) : given;
  if (!caps) throw new RangeError(`"${given}" is no cap; one is like d=600;b=128;f=opus,aac`);
  return caps;
}

/**
 * A URL that opens without a secret, until it expires.
 *
 * @throws RangeError where the client has no `url` or no `key`, and for what {@link signQuery} cannot sign
 */
export async function signedUrl(
  place: Place,
  request: RequestInput,
  { expiresIn = HOUR, caps = {} }: SignOptions = {},
): Promise<SignedUrl> {
  if (!('url' in place) || !place.key) throw new RangeError('signing needs a client that has a url and a key');
  const expires = Math.floor(Date.now() / 1000) + expiresIn;
  const url = below(place.url, PATHS.transcode);
  url.search = await signQuery({ key: { ...place.key }, parameters: toQuery(request), expires, caps: capsOf(caps) });
  return { url: url.href, expires: new Date(expires * 1000) };
}

import { PATHS } from '../contract/paths.ts';
import type { RequestInput } from '../contract/schema.ts';
import { toQuery } from '../contract/to-query.ts';
import type { Caps } from '../sign/cap.ts';
import { signQuery } from '../sign/sign.ts';
import type { Place } from './options.ts';
import { below } from './transport/http.ts';

export interface SignOptions {
  /** Seconds until it expires, 24 hours at most. Default: 3600. */
  readonly expiresIn?: number;
  /** What may be asked for at most, should the service's limits be too wide. Default: no limits. */
  readonly caps?: Caps;
}

export interface SignedUrl {
  readonly url: string;
  readonly expires: Date;
}

const HOUR = 3600;

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
  if (!place.key) throw new RangeError('signing needs a client that has a key');
  const expires = Math.floor(Date.now() / 1000) + expiresIn;
  const url = below(place.url, PATHS.transcode);
  url.search = await signQuery({ key: { ...place.key }, parameters: toQuery(request), expires, caps });
  return { url: url.href, expires: new Date(expires * 1000) };
}

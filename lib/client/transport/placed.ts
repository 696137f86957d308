import { PATHS } from '../../contract/paths.ts';
import { signHeaders } from '../../sign/sign.ts';
import type { ClientKey, Place } from '../options.ts';
import type { Exchange } from './exchange.ts';
import { type Authorise, httpTransport } from './http.ts';
import { lambdaTransport } from './lambda.ts';
import { sigV4 } from './sigv4.ts';
import type { Transport } from './transport.ts';

/** Seconds that a signed call may take to arrive, with clocks that differ. */
const SIGNED_FOR = 300;

/** Only `/transcode` is signed; the others have a token of their own. */
const byKey =
  ({ id, secret }: ClientKey): Authorise =>
  async ({ method, url, body = '' }) => {
    if (method !== 'POST' || !url.pathname.endsWith(PATHS.transcode)) return {};
    return signHeaders({ key: { id, secret }, body, expires: Math.floor(Date.now() / 1000) + SIGNED_FOR });
  };

/** The transport to where the service is. */
export function placed(place: Place, exchange: Exchange, connectMs: number): Transport {
  if ('functionName' in place) return lambdaTransport(place);
  const authorise = place.key ? byKey(place.key) : place.iam && sigV4(place.iam);
  return httpTransport(place, { exchange, connectMs, authorise });
}

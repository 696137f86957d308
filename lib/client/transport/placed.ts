import { signHeaders } from '../../sign/sign.ts';
import type { ClientKey, Place } from '../options.ts';
import type { Exchange } from './exchange.ts';
import { httpTransport } from './http.ts';
import { lambdaTransport } from './lambda.ts';
import { sigV4 } from './sigv4.ts';
import type { Transport } from './transport.ts';

/** Seconds that a signed call may take to arrive, with clocks that differ. */
const SIGNED_FOR = 300;

/** Only `/transcode` is signed; the others have a token of their own. */
const signed =
  (transport: Transport, { id, secret }: ClientKey): Transport =>
  async (ask) => {
    const { endpoint, method, headers, body = '' } = ask;
    if (endpoint !== 'transcode' || method !== 'POST') return transport(ask);
    const expires = Math.floor(Date.now() / 1000) + SIGNED_FOR;
    const proof = await signHeaders({ key: { id, secret }, body, expires });
    return transport({ ...ask, headers: { ...headers, ...proof } });
  };

/** The transport to where the service is. */
export function placed(place: Place, exchange: Exchange, connectMs: number): Transport {
  // Who may call the platform's address, and whom the function serves, are two questions.
  const transport =
    'functionName' in place
      ? lambdaTransport(place)
      : httpTransport(place, { exchange, connectMs, authorise: place.iam && sigV4(place.iam) });
  return place.key ? signed(transport, place.key) : transport;
}

import { SIGNATURE_PARAMETERS } from '../contract/signature-parameters.ts';
import { bodyDigest, canonicalQuery, encode, signedText } from './canonical.ts';
import { type Caps, formatCap } from './cap.ts';
import { type Clock, expiryState, isUnixSeconds, MAX_EXPIRES_AHEAD_SECONDS } from './expiry.ts';
import { hmac } from './hmac.ts';
import { isKeyId, type SigningKey } from './keys.ts';

interface Grant {
  key: SigningKey;
  /** Unix seconds, at most 24 hours ahead. */
  expires: number;
  caps?: Caps;
  /** The path that will be asked, `/transcode` by default; with or without `/api/v1`. */
  path?: string;
  clock?: Clock;
}

/** What a signed GET or HEAD asks for and is allowed. */
export interface QueryGrant extends Grant {
  parameters: Readonly<Record<string, string>> | URLSearchParams;
}

/** What a signed POST sends and is allowed. */
export interface BodyGrant extends Grant {
  /** Exactly as it will be sent: another spelling of the same JSON is another body. */
  body: string | Uint8Array;
}

/** The headers of a signed POST; `X-Sluice-Cap` only where something is limited. */
export type SignatureHeaders = Record<string, string>;

/**
 * The query, without `?`, of a signed URL that an `<audio>` tag or a player can open: the parameters, sorted and
 * encoded as they are signed, then `exp`, `kid`, `cap` and `sig`. The same query serves GET and HEAD.
 *
 * @throws RangeError when the grant cannot be verified: expired or too far ahead, a parameter twice or named as one of
 * the signature's own, an id or a limit that cannot be written.
 *
 * @example
 * const query = await signQuery({
 *   key: { id: '2026', secret },
 *   parameters: { source_url: 'https://example.com/talk.mp3', output_format: 'opus' },
 *   expires: Math.floor(Date.now() / 1000) + 3600,
 *   caps: { duration: 600 },
 * });
 * audio.src = `${base}/transcode?${query}`;
 */
export async function signQuery({ parameters, ...grant }: QueryGrant): Promise<string> {
  const given = new URLSearchParams(parameters);
  const names = [...given.keys()];
  const reserved = SIGNATURE_PARAMETERS.find((name) => given.has(name));
  if (reserved) throw new RangeError(`the parameter "${reserved}" belongs to the signature`);
  if (new Set(names).size < names.length) throw new RangeError('a parameter is given twice');
  const content = canonicalQuery(given);
  const { expires, keyId, cap, signature } = await makeSignature('GET', content, grant);
  const own = { exp: expires, kid: keyId, ...(cap && { cap }), sig: signature };
  const tail = Object.entries(own).map(([name, value]) => `${name}=${encode(value)}`);
  return [...(content ? [content] : []), ...tail].join('&');
}

/**
 * The headers that sign a POST.
 *
 * @throws RangeError as {@link signQuery} does.
 *
 * @example
 * const body = JSON.stringify(request);
 * await fetch(`${base}/transcode`, { method: 'POST', body, headers: await signHeaders({ key, body, expires }) });
 */
export async function signHeaders({ body, ...grant }: BodyGrant): Promise<SignatureHeaders> {
  const { expires, keyId, cap, signature } = await makeSignature('POST', await bodyDigest(body), grant);
  return {
    'X-Sluice-Expires': expires,
    'X-Sluice-Key': keyId,
    ...(cap && { 'X-Sluice-Cap': cap }),
    'X-Sluice-Signature': signature,
  };
}

async function makeSignature(method: 'GET' | 'POST', content: string, grant: Grant) {
  const { key, expires: seconds, caps = {}, path = '/transcode', clock = Date.now } = grant;
  const expires = String(seconds);
  if (!isKeyId(key.id)) throw new RangeError('the id of the signing key cannot be sent');
  if (!isUnixSeconds(expires)) throw new RangeError('expires must be whole Unix seconds');
  const state = expiryState(seconds, clock);
  if (state === 'expired') throw new RangeError('expires lies in the past');
  if (state === 'too_far_ahead') throw new RangeError(`expires is more than ${MAX_EXPIRES_AHEAD_SECONDS} s ahead`);
  const cap = formatCap(caps);
  const text = signedText({ method, path, content, expires, keyId: key.id, cap });
  return { expires, keyId: key.id, cap, signature: await hmac(key.secret, text) };
}

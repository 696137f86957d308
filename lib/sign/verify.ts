import { bodyDigest, canonicalQuery, signedText } from './canonical.ts';
import { type Caps, parseCap } from './cap.ts';
import { type Clock, expiryState, isUnixSeconds } from './expiry.ts';
import { hmacMatches } from './hmac.ts';
import { isKeyId, type SigningKeys } from './keys.ts';

/** A request as it arrived, before anything of it was believed. */
export interface SignedRequest {
  /** GET, HEAD or POST; no other method can be signed. */
  method: string;
  /** As asked, with or without `/api/v1`, without the query. */
  path: string;
  /** The raw query without `?`. What uses the parameters later must read it by `URLSearchParams` too. */
  query: string;
  /** By lower-case names, as Lambda and Node give them. */
  headers: Readonly<Record<string, string | undefined>>;
  /** The bytes of a POST. */
  body?: string | Uint8Array;
}

/** Why a request was refused, for the log alone: the caller gets one `UNAUTHORIZED`, whatever the reason. */
type Refusal = 'missing' | 'malformed' | 'duplicate' | 'bad_signature' | 'expired' | 'too_far_ahead';

export type Verification = { ok: true; caps: Caps } | { ok: false; reason: Refusal };

interface Claim {
  expires: string | undefined;
  keyId: string | undefined;
  cap: string | undefined;
  signature: string | undefined;
}

/**
 * Whether a request is signed by one of the keys, and what its signature allows. A key that is not known costs the
 * same work and gives the same reason as a signature that is wrong, so nobody can find out which ids exist. The expiry
 * is looked at last: only who holds a true signature learns that it is too old.
 *
 * @example
 * const verified = await verify({ method, path, query: rawQueryString, headers, body }, keys);
 * if (!verified.ok) throw new TranscodeError('UNAUTHORIZED', 'The signature is missing, wrong or expired.');
 */
export async function verify(
  request: SignedRequest,
  keys: SigningKeys,
  clock: Clock = Date.now,
): Promise<Verification> {
  const posted = request.method === 'POST';
  if (!posted && request.method !== 'GET' && request.method !== 'HEAD') return refused('malformed');
  const parameters = new URLSearchParams(request.query);
  const names = [...parameters.keys()];
  if (new Set(names).size < names.length) return refused('duplicate');
  // A POST signs its body only, so a parameter beside it would be nobody's word.
  if (posted && names.length > 0) return refused('malformed');

  const { expires, keyId, cap, signature } = posted ? claimOfHeaders(request.headers) : claimOfQuery(parameters);
  if (expires === undefined || keyId === undefined || signature === undefined) return refused('missing');
  const caps = cap === undefined ? {} : parseCap(cap);
  if (!caps || !isKeyId(keyId) || !isUnixSeconds(expires)) return refused('malformed');

  const text = signedText({
    method: posted ? 'POST' : 'GET',
    path: request.path,
    content: posted ? await bodyDigest(request.body ?? '') : canonicalQuery(parameters),
    expires,
    keyId,
    cap: cap ?? '',
  });
  const secret = keys.get(keyId);
  const matches = await hmacMatches(secret ?? 'the key of nobody', text, signature);
  if (!matches || secret === undefined) return refused('bad_signature');
  const state = expiryState(Number(expires), clock);
  return state === 'valid' ? { ok: true, caps } : refused(state);
}

function claimOfQuery(parameters: URLSearchParams): Claim {
  const value = (name: string) => parameters.get(name) ?? undefined;
  return { expires: value('exp'), keyId: value('kid'), cap: value('cap'), signature: value('sig') };
}

function claimOfHeaders(headers: SignedRequest['headers']): Claim {
  return {
    expires: headers['x-sluice-expires'],
    keyId: headers['x-sluice-key'],
    cap: headers['x-sluice-cap'],
    signature: headers['x-sluice-signature'],
  };
}

function refused(reason: Refusal): Verification {
  return { ok: false, reason };
}

import { withoutOldPrefix } from '../contract/paths.ts';
import { SIGNATURE_PARAMETERS } from '../contract/signature-parameters.ts';

/** What a signature covers, each part already in the one spelling that is signed. */
export interface SignedParts {
  method: 'GET' | 'POST';
  path: string;
  /** {@link canonicalQuery} of a GET, {@link bodyDigest} of a POST. */
  content: string;
  /** Unix seconds, in decimal. */
  expires: string;
  keyId: string;
  /** As it is sent; empty when there is none. */
  cap: string;
}

/** The text under the HMAC: six lines, of which the path's is the same for both of its spellings. No part can hold a newline, so no two requests share a text. */
export function signedText({ method, path, content, expires, keyId, cap }: SignedParts): string {
  return [method, withoutOldPrefix(path), content, expires, keyId, cap].join('\n');
}

/**
 * The parameters in their one spelling: names and values in UTF-8, every byte but RFC 3986's unreserved ones
 * (`A–Z a–z 0–9 - . _ ~`, section 2.3) as `%` and two capital hex digits, joined by `=` and `&`, the pairs sorted by
 * the bytes of their encoded names. `exp`, `kid`, `cap` and `sig` are left out.
 *
 * Parameters are compared by what they mean, as `URLSearchParams` reads them: their order, `+` for `%20` and `%2f` for
 * `%2F` make no difference, because players and proxies rewrite such things, and the request is the same.
 */
export function canonicalQuery(parameters: URLSearchParams): string {
  return [...parameters]
    .filter(([name]) => !SIGNATURE_PARAMETERS.includes(name))
    .map(([name, value]): [string, string] => [encode(name), encode(value)])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
}

/** SHA-256 of the body's bytes as they are sent, in lower-case hex. */
export async function bodyDigest(body: string | Uint8Array): Promise<string> {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** `encodeURIComponent` leaves five of RFC 3986's reserved characters as they are. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

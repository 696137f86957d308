/**
 * HMAC-SHA256 by WebCrypto, which Node, browsers and edge runtimes share, so that the server and the client run one
 * implementation. (A browser offers it on https and localhost only.)
 */
const HMAC = { name: 'HMAC', hash: 'SHA-256' };

/** The signature of a text: 43 characters of base64url without padding (RFC 4648, section 5). */
export async function hmac(secret: string, text: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), HMAC, false, ['sign']);
  return toBase64Url(new Uint8Array(await crypto.subtle.sign(HMAC, key, new TextEncoder().encode(text))));
}

/** Whether a signature is that of a text; compared in constant time, which `subtle.verify` sees to. */
export async function hmacMatches(secret: string, text: string, signature: string): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), HMAC, false, ['verify']);
  const bytes = fromBase64Url(signature);
  return bytes !== undefined && crypto.subtle.verify(HMAC, key, bytes, new TextEncoder().encode(text));
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** 32 bytes, or nothing. The last of 43 characters has two bits to spare: only the spelling with zeros there is ours. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]{43}$/.test(text)) return undefined;
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  return toBase64Url(bytes) === text ? bytes : undefined;
}

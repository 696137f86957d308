/** One shared secret and the public name that a signature says it was made with. */
export interface SigningKey {
  id: string;
  secret: string;
}

/** Every key a server accepts, by id: two at once while one is being rotated out. */
export type SigningKeys = ReadonlyMap<string, string>;

/** Ids travel in URLs, headers and the signed text, so they hold nothing that needs encoding, and no newline. */
const KEY_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Whether a text can be the id of a key: 1–64 letters, digits, `_` and `-`. */
export function isKeyId(text: string): boolean {
  return KEY_ID.test(text);
}

/**
 * The keys of `SIGNING_KEYS`. An id ends at the first colon, so a secret may hold colons; it cannot hold a comma.
 * Space around a pair is ignored. An empty text is no keys: nothing has to be signed.
 *
 * @throws RangeError that names the pair by its place and never repeats it: part of it is a secret.
 *
 * @example
 * parseKeys('2025:correct-horse,2026:battery-staple').get('2026'); // 'battery-staple'
 */
export function parseKeys(text: string): SigningKeys {
  const keys = new Map<string, string>();
  if (text.trim() === '') return keys;
  for (const [index, pair] of text.split(',').entries()) {
    const [id = '', ...rest] = pair.trim().split(':');
    const secret = rest.join(':');
    const place = `signing key ${index + 1}`;
    if (!isKeyId(id)) throw new RangeError(`${place}: the id must be 1–64 letters, digits, "_" or "-" before a colon`);
    if (secret === '') throw new RangeError(`${place}: the secret behind the colon is empty`);
    if (keys.has(id)) throw new RangeError(`${place}: its id was given before`);
    keys.set(id, secret);
  }
  return keys;
}

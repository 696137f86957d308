/** How far ahead a signature may expire, in seconds: 24 hours. */
export const MAX_EXPIRES_AHEAD_SECONDS = 86_400;

/** The time now in milliseconds since the epoch, as `Date.now` tells it. */
export type Clock = () => number;

/** One spelling for one time: what is signed is the text. */
const UNIX_SECONDS = /^[1-9]\d{0,11}$/;

/** Whether a text is a time in Unix seconds: decimal, whole, without a sign or a leading zero. */
export function isUnixSeconds(text: string): boolean {
  return UNIX_SECONDS.test(text);
}

/** Whether a signature with this expiry (Unix seconds) holds now: its last second is the one before `expires`. */
export function expiryState(expires: number, clock: Clock): 'valid' | 'expired' | 'too_far_ahead' {
  const now = clock() / 1000;
  if (now >= expires) return 'expired';
  return expires - now > MAX_EXPIRES_AHEAD_SECONDS ? 'too_far_ahead' : 'valid';
}

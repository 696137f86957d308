import { createHash } from 'node:crypto';

/** Hexadecimal digits: enough to tell the sources of a day apart, too few to be a fingerprint of anything else. */
const DIGITS = 12;

/**
 * A source for the log: its origin and a hash of its path, by which two lines can be known as one source. The query, the
 * credentials and the file's name stay out; the query is not even hashed, since a short one could be guessed.
 *
 * @example
 * describeSource('https://example.com/talk.mp3?token=s3cret'); // 'https://example.com #…'
 */
export const describeSource = (url: string | URL): string => {
  const parsed = URL.parse(String(url));
  if (!parsed) return 'not a URL';
  return `${parsed.origin} #${createHash('sha256').update(parsed.pathname).digest('hex').slice(0, DIGITS)}`;
};

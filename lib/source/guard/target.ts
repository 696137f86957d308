import { isIP } from 'node:net';
import { TranscodeError } from '../../contract/errors.ts';
import { isSourcePort } from './ports.ts';

/** Which URL a message is about. */
type Subject = 'source_url' | 'The URL that the source redirects to';

/** One hop: a URL that may be asked, as far as its text can tell. */
export interface Target {
  readonly subject: Subject;
  readonly url: URL;
  readonly secure: boolean;
  /** The URL's host without the brackets of an IPv6 literal. */
  readonly hostname: string;
  readonly port: number;
  readonly literal: boolean;
  /** Named in SOURCE_ALLOW: neither its port nor its addresses have to be public. */
  readonly allowed: boolean;
}

/** Octets of a name on the wire, less the root (RFC 1035, section 2.3.4). */
const MAX_NAME_LENGTH = 253;

const refuse = (subject: Subject, rule: string, cause?: unknown): TranscodeError =>
  new TranscodeError('INVALID_URL', `${subject} ${rule}`, { cause });

/** One trailing dot makes a name absolute; an empty label anywhere else is a name that no two resolvers read alike. */
const isName = (hostname: string): boolean => {
  const name = hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
  return name.length <= MAX_NAME_LENGTH && !name.split('.').includes('');
};

const isAllowed = (allow: ReadonlySet<string>, url: URL, port: number): boolean => {
  const pair = `${url.hostname}:${port}`;
  return allow.has(pair) || [...allow].some((entry) => entry.toLowerCase() === pair);
};

/**
 * Reads a URL the way the WHATWG standard does, which settles every odd spelling of an address (`0x7f.1`,
 * `2130706433`, full-width digits) before anything is compared, and refuses what a source can never be.
 *
 * @param text the URL, or what a `Location` header holds
 * @param allow `host:port` pairs that are let through
 * @param base the URL that redirected here
 * @throws TranscodeError `INVALID_URL`
 */
export const parseTarget = (text: string, allow: ReadonlySet<string>, base?: URL): Target => {
  const subject: Subject = base ? 'The URL that the source redirects to' : 'source_url';
  const url = URL.parse(text, base?.href);
  if (!url) throw refuse(subject, 'must be a complete URL, such as https://example.com/talk.mp3.');
  const secure = url.protocol === 'https:';
  if (!secure && url.protocol !== 'http:') throw refuse(subject, 'must begin with http:// or https://.');
  if (url.username || url.password) {
    throw refuse(subject, 'must not hold a user name or password: send Authorization in source_headers instead.');
  }
  const hostname = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
  const literal = isIP(hostname) !== 0;
  if (!literal && !isName(hostname)) throw refuse(subject, 'must name a host that exists.');
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const allowed = isAllowed(allow, url, port);
  if (!allowed && !isSourcePort(port)) {
    throw refuse(subject, `must not use port ${port}: serve it on 80, 443 or a port from 1024 that is free for HTTP.`);
  }
  url.hash = '';
  return { subject, url, secure, hostname, port, literal, allowed };
};

/** The refusal of an address. It names none: which address a name has inside a network is not the caller's to know. */
export const notPublic = ({ subject, url }: Target, reason: string): TranscodeError =>
  refuse(
    subject,
    'must lead to a public address: put the file where the whole internet can fetch it, or have the operator of Sluice add its host:port to SOURCE_ALLOW.',
    new Error(`${url.origin}: ${reason}`),
  );

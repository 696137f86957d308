/**
 * Ports of at least 1024 among the bad ports of the Fetch standard: a web server is never there, another protocol is.
 * Lower ones need no row, because of them only 80 and 443 are allowed at all.
 *
 * @see https://fetch.spec.whatwg.org/#port-blocking
 */
const BAD_PORTS: ReadonlySet<number> = new Set([
  1719, // h323gatestat
  1720, // h323hostcall
  1723, // pptp
  2049, // nfs
  3659, // apple-sasl
  4045, // npp
  4190, // sieve
  5060, // sip
  5061, // sips
  6000, // x11
  6566, // sane-port
  6665, // ircu, to 6669
  6666,
  6667,
  6668,
  6669,
  6679, // osaut
  6697, // ircs-u
  10080, // amanda
]);

const WEB_PORTS: ReadonlySet<number> = new Set([80, 443]);

/** Below this a port belongs to a system service (RFC 6335, section 6). */
const FIRST_USER_PORT = 1024;

/** Whether a source may be fetched from this TCP port. */
export const isSourcePort = (port: number): boolean =>
  WEB_PORTS.has(port) || (port >= FIRST_USER_PORT && port <= 65_535 && !BAD_PORTS.has(port));

/** What one source may cost. All times are milliseconds, all sizes bytes. */
export interface SourceLimits {
  /** Name, TCP and TLS together, anew for every hop. */
  connectMs: number;
  /** From the request sent to the last header received: an absolute time, so dripped headers do not extend it. */
  headersMs: number;
  /** Without a byte while somebody waits for one; a consumer that does not read is no reason to give up. */
  idleMs: number;
  /** Between the starts of two attempts at different addresses of one name (RFC 8305, section 5). */
  attemptDelayMs: number;
  /** Addresses of one name that are tried; all of them are checked. */
  maxAddresses: number;
  maxRedirects: number;
  /** Status line and headers of one answer. */
  maxHeaderBytes: number;
  /** Of the body. A larger `Content-Length` is no reason to refuse: the caller may want the first minute only. */
  maxBytes: number;
}

export const SOURCE_LIMITS: Readonly<SourceLimits> = {
  connectMs: 3_000,
  headersMs: 5_000,
  idleMs: 10_000,
  attemptDelayMs: 250,
  maxAddresses: 8,
  maxRedirects: 5,
  maxHeaderBytes: 16 * 1024,
  maxBytes: 4 * 1024 ** 3,
};

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
  /** Over all connections. A larger `Content-Length` is no reason to refuse: the caller may want the first minute only. */
  maxBytes: number;
  /** Bytes a second that have to come while somebody waits for them, on average over {@link SourceLimits.floorMs}. */
  floorBytesPerSecond: number;
  /** Of waiting: one look at the throughput. */
  floorMs: number;
  /** Breaks in a row that are mended by a further range; a break behind {@link SourceLimits.progressBytes} begins a new row. */
  maxContinuations: number;
  /** Before the first continuation; doubled for each further one of the row. */
  continuationDelayMs: number;
  progressBytes: number;
  /** Tags in front of the audio, and their bytes: a cover may have some megabytes, and a tag may claim 256. */
  maxTags: number;
  maxTagBytes: number;
  /** Of the first range where the reader has jumped, and of the request that finds out whether there are ranges. */
  windowBytes: number;
  /** To which a window grows while its reader goes straight on. */
  maxWindowBytes: number;
  /** On disk, for what can only be read in another order than it comes in. */
  maxSpoolBytes: number;
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
  // Silence in FLAC is 150 bytes a second, in Opus with DTX not much less; whatever drips more slowly is no audio.
  floorBytesPerSecond: 100,
  floorMs: 20_000,
  maxContinuations: 5,
  continuationDelayMs: 100,
  progressBytes: 8 * 1024,
  maxTags: 8,
  maxTagBytes: 64 * 1024 ** 2,
  windowBytes: 64 * 1024,
  maxWindowBytes: 2 * 1024 ** 2,
  // Of the 512 MB of /tmp that Lambda gives without being asked (docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html).
  maxSpoolBytes: 400_000_000,
};

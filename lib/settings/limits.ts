/**
 * Every bound that is not a caller's to set, in one place. Times are milliseconds and sizes bytes unless a name says
 * otherwise.
 */
export const LIMITS = {
  /** From the first packet to an established connection. */
  connectMs: 3_000,
  /** From the connection to the end of the source's response headers. */
  headersMs: 5_000,
  /** Without a byte from the source while the encoder wants one. */
  idleMs: 10_000,
  /** Of one source. 8 GiB is 12 hours of 24-bit stereo at 96 kHz; what an answer may hold ends far before. */
  sourceBytes: 8 * 1024 ** 3,
  /** Followed from one source address to the next. */
  redirects: 5,
  /** A streamed answer's most: AWS ends one at 200 MB (docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html). */
  answerBytes: 200_000_000,
  /** Before the function's own timeout: the time to kill the encoder, break the stream off and write the last log line. */
  deadlineMarginMs: 2_000,
  /** The same for a reader so slow that the last bytes do not leave: after that, no log line would. */
  writeMarginMs: 1_000,
  /** What is kept of the encoder's messages, at each end. */
  diagnosticBytes: 16 * 1024,
  /** For `ffmpeg -version` in a health check. */
  versionMs: 2_000,
} as const;

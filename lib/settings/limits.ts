/** Bounds of an answer and its encoder that are nobody's to set; those of a source stand beside this file. */
export const LIMITS = {
  /** A streamed answer's most: AWS ends one at 200 MB (docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html). */
  answerBytes: 200_000_000,
  /** Before the function's own timeout: the time to kill the encoder, break the stream off and write the last log line. */
  deadlineMarginMs: 2_000,
  /** The same for a reader so slow that the last bytes do not leave: after that, no log line would. */
  writeMarginMs: 1_000,
  /** Before that deadline, for an endless source, whose answer is to end in order: its last audio has to leave. */
  liveMarginMs: 2_000,
  /** Log lines that the titles of one station may fill; a song lasts minutes, a stream fifteen of them. */
  titles: 100,
  /** Milliseconds that the first audio waits for the end of a source, where only that tells how long it is. */
  tailMs: 150,
  /** Seconds that an answer may be shorter than its source had promised: a frame of any format, and a container's rounding. */
  shortfallSeconds: 0.2,
  /** Before an answer's deadline: the time that a client takes to have its successor. */
  reconnectSeconds: 5,
  /** What is kept of the encoder's messages, at each end. */
  diagnosticBytes: 16 * 1024,
  /** For `ffmpeg -version` in a health check. */
  versionMs: 2_000,
} as const;

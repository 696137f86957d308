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
  /**
   * From SIGTERM on, for the last log lines and metrics: with an internal extension Lambda waits for 300 to 500 ms
   * (docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown).
   */
  shutdownMs: 290,
  /**
   * Of one piece of an encoder's memory. A resampler's table grows with the rate that a source's header names, to more than a
   * gigabyte; the index of an MP4 of 70 hours of AAC takes as much as this (24 bytes a frame, libavformat/avformat.h).
   */
  encoderPieceBytes: 256 * 1024 ** 2,
  /** For registering as an extension, of the ten seconds that an environment has to begin: it serves without, too. */
  registerMs: 1_000,
  /** Between two looks at an encoder's memory, which grows in its first seconds. */
  memoryLookMs: 2_000,
  /** For `ffmpeg -version` in a health check. */
  versionMs: 2_000,
  /** Of asking AWS for the figures of the whole function. */
  aws: {
    connectMs: 1_000,
    requestMs: 3_000,
    attempts: 2,
    /** For all that `/metrics` asks for: Prometheus waits for ten seconds by default. */
    figuresMs: 8_000,
    /** That `/health` waits: whoever asks a load balancer's question wants an answer within 200 ms. */
    healthWaitMs: 150,
    /** For which `/health` tells figures without asking anew. */
    freshMs: 10_000,
  },
} as const;

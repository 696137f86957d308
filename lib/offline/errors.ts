/** A start that cannot succeed; the message says what to do about it. */
export class OfflineError extends Error {
  override readonly name = 'OfflineError';
}

/** All of a function's concurrency is in use: a 429 to the caller. */
export class Throttled extends Error {
  override readonly name = 'Throttled';
}

/** What a runtime posts of an error. */
export interface ErrorDocument {
  readonly errorType: string;
  readonly errorMessage: string;
  /** Its JSON, as it was posted. */
  readonly errorBody: string;
}

/** How an environment has ended, for those who ask more than whether. */
interface LossOptions extends ErrorOptions {
  readonly words?: string;
  readonly initError?: ErrorDocument | undefined;
}

/** The environment ended, or never began: a 502 to the caller. */
export class EnvironmentLost extends Error {
  override readonly name = 'EnvironmentLost';
  /** In Lambda's words, as its log has them; of one that never ran there are none. */
  readonly words: string | undefined;
  /** What its runtime told, where it could not initialise. */
  readonly initError: ErrorDocument | undefined;

  constructor(message: string, { words, initError, ...options }: LossOptions = {}) {
    super(message, options);
    this.words = words;
    this.initError = initError;
  }
}

/** A start that cannot succeed; the message says what to do about it. */
export class OfflineError extends Error {
  override readonly name = 'OfflineError';
}

/** All of a function's concurrency is in use: a 429 to the caller. */
export class Throttled extends Error {
  override readonly name = 'Throttled';
}

/** The environment ended, or never began: a 502 to the caller. */
export class EnvironmentLost extends Error {
  override readonly name = 'EnvironmentLost';
}

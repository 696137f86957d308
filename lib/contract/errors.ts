/**
 * Every way a request can fail, as a caller sees it. The table is the whole list: a code that is not here does not
 * exist, and no other module decides on a status.
 */
export const ERROR_CODES = {
  INVALID_REQUEST: { status: 422, recoverable: false },
  INVALID_URL: { status: 400, recoverable: false },
  FILTER_INVALID: { status: 422, recoverable: false },
  UNSUPPORTED_FORMAT: { status: 415, recoverable: false },
  DOWNLOAD_FAILED: { status: 502, recoverable: true },
  TIMEOUT: { status: 504, recoverable: true },
  FFMPEG_ERROR: { status: 502, recoverable: true },
  RATE_LIMITED: { status: 429, recoverable: true },
  SHUTTING_DOWN: { status: 503, recoverable: true },
  UNAUTHORIZED: { status: 403, recoverable: false },
  NOT_FOUND: { status: 404, recoverable: false },
  METHOD_NOT_ALLOWED: { status: 405, recoverable: false },
  INTERNAL_ERROR: { status: 500, recoverable: true },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** One thing that is wrong with a request: the field's dotted path, what to do about it, and what was sent. */
export interface Issue {
  field: string;
  message: string;
  value?: unknown;
}

export interface ErrorDetails {
  issues?: Issue[];
  upstream_status?: number;
  exit_code?: number;
  [name: string]: unknown;
}

/** The JSON body of every answer that is not audio. */
export interface TranscodeErrorBody {
  code: ErrorCode;
  message: string;
  recoverable: boolean;
  details?: ErrorDetails;
  transcode_id: string;
}

interface Particulars {
  details?: ErrorDetails;
  /** What really happened; it goes to the log and never to the caller. */
  cause?: unknown;
  /** Only where the contract leaves a choice within one code (400 or 422, 415 or 422). */
  status?: number;
  /** Only where the contract leaves a choice within one code (an upstream 404 is final, a 503 is not). */
  recoverable?: boolean;
}

/**
 * A failure as the contract knows it. The message is public: it may name a field or an origin, never a local path, a
 * credential, a query string of the source or what ffmpeg printed; those belong into `cause`.
 *
 * @example
 * throw new TranscodeError('DOWNLOAD_FAILED', 'The source answered 404.', {
 *   details: { upstream_status: 404 },
 *   recoverable: false,
 * });
 */
export class TranscodeError extends Error {
  override readonly name = 'TranscodeError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly recoverable: boolean;
  readonly details: ErrorDetails | undefined;

  constructor(code: ErrorCode, message: string, { details, cause, status, recoverable }: Particulars = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status ?? ERROR_CODES[code].status;
    this.recoverable = recoverable ?? ERROR_CODES[code].recoverable;
    this.details = details;
  }

  /** What the caller is sent. */
  toBody(transcodeId: string): TranscodeErrorBody {
    return {
      code: this.code,
      message: this.message,
      recoverable: this.recoverable,
      ...(this.details ? { details: this.details } : {}),
      transcode_id: transcodeId,
    };
  }
}

/** Any thrown thing as a contract error: ours as it is, everything else as `INTERNAL_ERROR` with itself as the cause. */
export function asTranscodeError(thrown: unknown): TranscodeError {
  if (thrown instanceof TranscodeError) return thrown;
  return new TranscodeError('INTERNAL_ERROR', 'Something went wrong inside Sluice; the log has the cause.', {
    cause: thrown,
  });
}

import { asTranscodeError, TranscodeError } from '../../contract/errors.ts';

/** What may be different a moment later: the network's own errors and those of names. */
const PASSING_ERRORS: ReadonlySet<string> = new Set([
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EPIPE',
  'ETIMEDOUT',
  'ERR_STREAM_PREMATURE_CLOSE',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'ENODATA',
  'ENOTFOUND',
]);

/** What this machine is short of, which is no fault of the source: descriptors, buffers, memory (errno(3), gai_strerror(3)). */
const OWN_SHORTAGES: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EAI_MEMORY']);

const MESSAGES: ReadonlyArray<readonly [pattern: RegExp, message: string]> = [
  [/^(ENOTFOUND|ENODATA|EAI_)/, 'The name of the source does not resolve.'],
  [/^ECONNREFUSED$/, 'The source refused the connection.'],
  [/^(EHOST|ENET|EADDRNOTAVAIL)/, 'The source is unreachable.'],
  [/^HPE_HEADER_OVERFLOW$/, 'The source sent more headers than Sluice reads.'],
  [/^HPE_/, 'The source does not speak HTTP.'],
];

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';

/**
 * A failed connection or a broken body as `DOWNLOAD_FAILED`; an error of the contract stays what it is, and what was our own
 * trouble is `INTERNAL_ERROR`.
 */
export const downloadFailure = (thrown: unknown): TranscodeError => {
  if (thrown instanceof TranscodeError) return thrown;
  const code = codeOf(thrown);
  if (OWN_SHORTAGES.has(code)) return asTranscodeError(thrown);
  const message = MESSAGES.find(([pattern]) => pattern.test(code))?.[1] ?? 'The source broke the connection off.';
  return new TranscodeError('DOWNLOAD_FAILED', message, { cause: thrown, recoverable: PASSING_ERRORS.has(code) });
};

/** A body that did not end as it had said it would, whatever the parser or the network makes of that; the next may. */
export const brokenOff = (thrown: unknown): TranscodeError =>
  thrown instanceof TranscodeError
    ? thrown
    : new TranscodeError('DOWNLOAD_FAILED', 'The source broke the connection off.', { cause: thrown });

/** A TLS handshake that failed: a bad certificate stays bad, a reset during the handshake is a reset. */
export const tlsFailure = (thrown: unknown): TranscodeError => {
  if (PASSING_ERRORS.has(codeOf(thrown))) return downloadFailure(thrown);
  return new TranscodeError(
    'DOWNLOAD_FAILED',
    'No secure connection: the certificate or the TLS of the source is not valid.',
    {
      cause: thrown,
      recoverable: false,
    },
  );
};

/** An answer that no repetition makes better. */
export const refusedAnswer = (message: string, upstreamStatus: number, cause?: unknown): TranscodeError =>
  new TranscodeError('DOWNLOAD_FAILED', message, {
    details: { upstream_status: upstreamStatus },
    recoverable: false,
    cause,
  });

export const late = (what: string, ms: number): TranscodeError =>
  new TranscodeError('TIMEOUT', `The source ${what} within ${ms / 1000} s.`);

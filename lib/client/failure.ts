import { ERROR_CODES, type ErrorCode, TranscodeError, type TranscodeErrorBody } from '../contract/errors.ts';

const isBody = (value: unknown): value is TranscodeErrorBody =>
  typeof value === 'object' && value !== null && 'code' in value && Object.hasOwn(ERROR_CODES, String(value.code));

/** An answer that is not audio, as the error it stands for; a 429 is the platform's own, and its body says nothing. */
export async function failureOf(response: Response): Promise<TranscodeError> {
  const { status } = response;
  if (status === 429) {
    await response.body?.cancel();
    return new TranscodeError('RATE_LIMITED', 'All streams are taken.');
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (!isBody(body)) return new TranscodeError('INTERNAL_ERROR', `The service answered ${status}.`, { status });
  const { code, message, recoverable, details } = body;
  return new TranscodeError(code satisfies ErrorCode, message, {
    status,
    recoverable,
    ...(details ? { details } : {}),
  });
}

/** The service could not be reached at all. */
export const unreachable = (cause: unknown): TranscodeError =>
  new TranscodeError('INTERNAL_ERROR', 'The service cannot be reached.', { cause });

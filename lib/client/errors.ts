import {
  ERROR_CODES,
  type ErrorCode,
  type ErrorDetails,
  TranscodeError,
  type TranscodeErrorBody,
} from '../contract/errors.ts';
import { HEADERS } from '../contract/headers.ts';
import type { Answer } from './transport/transport.ts';

/**
 * What went wrong between a client and its service:
 * - `answered`: the service answered with an error of the contract, or the platform with a status of its own;
 * - `unreachable`: no connection (refused, no such host, no route, a black hole);
 * - `late`: a connection, and nothing in time;
 * - `broken`: the answer or the stream broke off;
 * - `open`: the circuit breaker kept the call back.
 */
export type Trouble = 'answered' | 'unreachable' | 'late' | 'broken' | 'open';

interface Particulars {
  readonly code?: ErrorCode;
  readonly status?: number;
  readonly recoverable?: boolean;
  readonly details?: ErrorDetails;
  readonly retryAfterMs?: number | undefined;
  readonly transcodeId?: string | undefined;
  readonly cause?: unknown;
}

/** A failure in the contract's codes. What is not an answer of the service is `INTERNAL_ERROR`, `late` is `TIMEOUT`. */
export class ClientError extends TranscodeError {
  readonly trouble: Trouble;
  /** Milliseconds that the service asked to wait. */
  readonly retryAfterMs: number | undefined;
  /** The id under which the service's log has the request. */
  readonly transcodeId: string | undefined;

  constructor(trouble: Trouble, message: string, { code, retryAfterMs, transcodeId, ...rest }: Particulars = {}) {
    super(code ?? (trouble === 'late' ? 'TIMEOUT' : 'INTERNAL_ERROR'), message, rest);
    this.trouble = trouble;
    this.retryAfterMs = retryAfterMs;
    this.transcodeId = transcodeId;
  }
}

export const unreachable = (cause: unknown): ClientError =>
  new ClientError('unreachable', 'The service cannot be reached.', { cause });

export const late = (what: string, ms: number): ClientError =>
  new ClientError('late', `The service ${what} within ${ms / 1000} s.`);

export const broken = (cause: unknown, transcodeId?: string): ClientError =>
  new ClientError('broken', 'The stream broke off.', { cause, transcodeId });

/** What the fallback found to be wrong for good, where the service was in trouble: whoever mends one has to know of the other. */
export const foundHere = (found: TranscodeError, { trouble, message }: ClientError): ClientError =>
  new ClientError(trouble, `${found.message} This machine’s ffmpeg says so, which had stepped in: ${message}`, {
    ...{ code: found.code, status: found.status, recoverable: found.recoverable, cause: found },
    ...(found.details ? { details: found.details } : {}),
  });

/** Anything that a transport may throw. */
export const asClientError = (thrown: unknown): ClientError =>
  thrown instanceof ClientError ? thrown : unreachable(thrown);

/** Seconds or a date (RFC 9110, section 10.2.3), as milliseconds from now. */
function retryAfterMs(value: string | null): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

const isBody = (value: unknown): value is TranscodeErrorBody =>
  typeof value === 'object' && value !== null && 'code' in value && Object.hasOwn(ERROR_CODES, String(value.code));

/** What an answer that is no audio may say at most; the platform's pages are shorter, and others are not read. */
const MOST_BYTES = 256 * 1024;

/** The text of a short body; of a longer one its beginning. */
export async function textOf(answer: Answer): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MOST_BYTES) break;
  }
  answer.cancel();
  return text + decoder.decode();
}

/** What a text says as JSON; `undefined` where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An answer that is not audio, as the error it stands for. */
export const failureOf = async (answer: Answer): Promise<ClientError> =>
  failureIn(answer, parsed(await textOf(answer).catch(() => '')));

/** The same of an answer that has been read. @param body - what it holds, `undefined` where that is no JSON */
export function failureIn({ status, headers }: Pick<Answer, 'status' | 'headers'>, body: unknown): ClientError {
  const known = {
    status,
    retryAfterMs: retryAfterMs(headers.get('retry-after')),
    transcodeId: headers.get(HEADERS.transcodeId) ?? undefined,
  };
  if (isBody(body)) {
    const { code, message, recoverable, details, transcode_id } = body;
    return new ClientError('answered', message, {
      ...known,
      ...{ code, recoverable, transcodeId: transcode_id || known.transcodeId },
      ...(details ? { details } : {}),
    });
  }
  // Of these the platform speaks, and its body says nothing that a caller could use.
  if (status === 429) return new ClientError('answered', 'All streams are taken.', { ...known, code: 'RATE_LIMITED' });
  if (status === 403)
    return new ClientError('answered', 'The service does not know who calls; its URL asks for another authorisation.', {
      ...known,
      code: 'UNAUTHORIZED',
    });
  return new ClientError(
    'answered',
    `The service answered ${status}, and not as Sluice does. Is its URL right?`,
    known,
  );
}

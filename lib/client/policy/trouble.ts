import { BrokenCircuitError } from 'cockatiel';
import type { TranscodeError } from '../../contract/errors.ts';
import { ClientError } from '../errors.ts';

/** Whether another try may go better. An open breaker is not asked again: it would only say no faster. */
export const mayRetry = (error: unknown): boolean =>
  error instanceof ClientError && error.recoverable && error.trouble !== 'open';

/** Codes that the service answers with although it is well itself: its sources are not, or all its streams are taken. */
const NOT_ITS_FAULT: ReadonlySet<TranscodeError['code']> = new Set([
  'DOWNLOAD_FAILED',
  'TIMEOUT',
  'FFMPEG_ERROR',
  'RATE_LIMITED',
]);

/** Whether a failure says something about the service, for its circuit breaker. */
export const isServiceTrouble = (error: unknown): boolean =>
  error instanceof ClientError &&
  (error.trouble === 'answered' ? error.recoverable && !NOT_ITS_FAULT.has(error.code) : error.trouble !== 'open');

/** Whether the service said no, or there is nobody to say anything: no doubt that it does no work for us. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof ClientError &&
  (error.trouble === 'unreachable' ||
    error.trouble === 'open' ||
    error.code === 'RATE_LIMITED' ||
    error.code === 'SHUTTING_DOWN');

/** The breaker's own error in the words of this client. */
export const asOpen = (thrown: unknown): unknown =>
  thrown instanceof BrokenCircuitError
    ? new ClientError('open', 'The service has failed several times in a row and is given a rest.', { cause: thrown })
    : thrown;

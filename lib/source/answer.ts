import type { IncomingMessage } from 'node:http';
import { TranscodeError } from '../contract/errors.ts';
import { refusedAnswer } from './failures.ts';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** 203 is a 200 that a proxy has touched (RFC 9110, section 15.3.4). */
const WHOLE_ANSWERS: ReadonlySet<number> = new Set([200, 203]);

/** Final for this moment only. */
const isPassing = (status: number): boolean => status === 408 || status === 429 || status >= 500;

/** Codings that change the bytes. `chunked` is framing, which node:http has taken off. */
const codingsOf = ({ headers }: IncomingMessage): string[] =>
  [...(headers['content-encoding'] ?? '').split(','), ...(headers['transfer-encoding'] ?? '').split(',')]
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity' && coding !== 'chunked');

/**
 * Where an answer leads: the `Location` of a redirect, or `undefined` for a body that can be read.
 *
 * A partial answer (206) to a question without a range, one without a body (204, 205) and every other status that is
 * not plainly the whole resource is a failure.
 *
 * @throws TranscodeError `DOWNLOAD_FAILED` with `details.upstream_status`
 */
export const redirectOf = (response: IncomingMessage): string | undefined => {
  const status = response.statusCode ?? 0;
  const { location } = response.headers;
  if (REDIRECTS.has(status)) {
    if (location === undefined) throw refusedAnswer('The source redirects to nowhere.', status);
    // node:http reads headers as Latin-1; what is not ASCII in a Location is UTF-8 in practice.
    return Buffer.from(location, 'latin1').toString();
  }
  if (!WHOLE_ANSWERS.has(status)) {
    throw new TranscodeError('DOWNLOAD_FAILED', `The source answered ${status}.`, {
      details: { upstream_status: status },
      recoverable: isPassing(status),
    });
  }
  const codings = codingsOf(response);
  if (codings.length > 0) {
    throw refusedAnswer(
      'The source sends a compressed body although none was asked for.',
      status,
      new Error(codings.join()),
    );
  }
  return undefined;
};

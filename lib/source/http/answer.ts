import type { IncomingMessage } from 'node:http';
import { TranscodeError } from '../../contract/errors.ts';
import { type Extent, isEmptySource, parseContentRange } from '../ranges/extent.ts';
import { refusedAnswer } from './failures.ts';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** 203 is a 200 that a proxy has touched (RFC 9110, section 15.3.4). */
const WHOLE_ANSWERS: ReadonlySet<number> = new Set([200, 203]);

/** Final for this moment only. */
const isPassing = (status: number): boolean => status === 408 || status === 429 || (status >= 500 && status < 600);

/** Codings that change the bytes. `chunked` is framing, which node:http has taken off. */
const codingsOf = ({ headers }: IncomingMessage): string[] =>
  [...(headers['content-encoding'] ?? '').split(','), ...(headers['transfer-encoding'] ?? '').split(',')]
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity' && coding !== 'chunked');

/** node:http has verified that it is a number; beside a Transfer-Encoding it counts for nothing (RFC 9112, section 6.3). */
const lengthOf = ({ headers }: IncomingMessage): number | undefined =>
  headers['content-length'] === undefined || headers['transfer-encoding'] !== undefined
    ? undefined
    : Number(headers['content-length']);

/**
 * The `Location` of a redirect, or `undefined` for every other answer.
 *
 * @throws TranscodeError `DOWNLOAD_FAILED` for a redirect without one
 */
export const redirectOf = ({ statusCode = 0, headers: { location } }: IncomingMessage): string | undefined => {
  if (!REDIRECTS.has(statusCode)) return undefined;
  if (location === undefined) throw refusedAnswer('The source redirects to nowhere.', statusCode);
  // node:http reads headers as Latin-1; what is not ASCII in a Location is UTF-8 in practice.
  return Buffer.from(location, 'latin1').toString();
};

const partOf = (response: IncomingMessage, first: number): Extent => {
  const extent = parseContentRange(response.headers['content-range']);
  if (extent?.first !== first) throw refusedAnswer('The source sends another part than it was asked for.', 206);
  return extent;
};

const wholeOf = (response: IncomingMessage, first: number): Extent => {
  if (first > 0) throw refusedAnswer('The source cannot be continued in its middle.', response.statusCode ?? 0);
  const length = lengthOf(response);
  return { first: 0, end: length, total: length };
};

/**
 * What an answer holds of the source. Whoever asks for a range may be answered with the whole; an answer without a body
 * (204, 205), a part that was not asked for and every other status that is not plainly the source is a failure.
 *
 * @param first the first byte of the range that was asked for; `undefined` where none was
 * @throws TranscodeError `DOWNLOAD_FAILED` with `details.upstream_status`, `UNSUPPORTED_FORMAT` for an empty source
 */
export const extentOf = (response: IncomingMessage, first: number | undefined): Extent => {
  const status = response.statusCode ?? 0;
  if (status === 416 && first === 0 && isEmptySource(response.headers['content-range'])) {
    throw new TranscodeError('UNSUPPORTED_FORMAT', 'The source is empty.');
  }
  const partial = status === 206 && first !== undefined;
  if (!partial && !WHOLE_ANSWERS.has(status)) {
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
  return partial ? partOf(response, first) : wholeOf(response, first ?? 0);
};

import { TranscodeError } from '../../contract/errors.ts';
import { extentOf } from '../http/answer.ts';
import { type Asking, type Exchange, exchange } from '../http/exchange.ts';
import type { Fetching } from '../http/fetching.ts';
import type { Answer } from '../http/request.ts';
import type { AskedFor } from '../http/request-headers.ts';
import { type Extent, rangeHeader } from './extent.ts';
import { otherVersion, type Version, versionOf } from './version.ts';

/** An answer and the bytes of the source that it holds; to be read or destroyed. */
export interface Part {
  readonly answer: Answer;
  readonly extent: Extent;
}

/** A source that was opened: it can be asked for any part of itself, and for nothing else. */
export interface Resource {
  readonly version: Version;
  readonly fetching: Fetching;
  /** Whether a break can be mended: the source may have ranges, and says which version of itself it sends. */
  readonly continuable: boolean;
  /**
   * Asks for the bytes from `first` on, up to `end` (exclusive) where that is given. `signal` stands for that of the source.
   *
   * @throws TranscodeError `DOWNLOAD_FAILED`, also where the part would be one of another version; or as `exchange`
   */
  readonly ask: (first: number, end: number | undefined, signal?: AbortSignal) => Promise<Part>;
}

/** Asks and reads the headers; an answer that is refused is destroyed. @param first as in `extentOf` */
export const askPart = async (
  from: Asking,
  asked: AskedFor,
  first: number | undefined,
  fetching: Fetching,
): Promise<Part & Exchange> => {
  const answered = await exchange(from, asked, fetching);
  try {
    return { ...answered, extent: extentOf(answered.answer.response, first) };
  } catch (error) {
    answered.answer.destroy();
    throw error;
  }
};

/** An address that a redirect has led to may be good for a short time only. */
const isExpired = (error: unknown): boolean =>
  error instanceof TranscodeError && [401, 403, 404, 410].includes(error.details?.upstream_status ?? 0);

/**
 * @param origin whom the caller has named
 * @param opened whom the redirects led to: asked first, so that a further part costs one request
 */
export const resourceOf = (
  origin: Asking,
  opened: Asking,
  version: Version,
  mendable: boolean,
  fetching: Fetching,
): Resource => {
  let current = opened;
  const askSame = async (from: Asking, first: number, end?: number, signal?: AbortSignal): Promise<Part> => {
    const asked = { range: rangeHeader(first, end), keep: end !== undefined, titles: false };
    const { answer, extent, asking } = await askPart(from, asked, first, signal ? { ...fetching, signal } : fetching);
    const known = extent.total !== undefined || version.length !== undefined;
    const other = known
      ? otherVersion(version, versionOf(answer.response.headers, extent.total))
      : 'nobody says where it ends';
    if (other === undefined) {
      current = asking;
      return { answer, extent };
    }
    answer.destroy();
    // Behind a load balancer the next answer may be the right one again.
    throw new TranscodeError('DOWNLOAD_FAILED', 'The source has changed while it was read.', { cause: other });
  };
  return {
    version,
    fetching,
    continuable: mendable && version.validator !== undefined,
    ask: (first, end, signal) =>
      askSame(current, first, end, signal).catch((error: unknown) => {
        if (current.target.url.href === origin.target.url.href || !isExpired(error)) throw error;
        return askSame(origin, first, end, signal);
      }),
  };
};

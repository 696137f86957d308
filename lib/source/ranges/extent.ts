/** Which bytes of a source an answer holds; offsets count from 0. */
export interface Extent {
  readonly first: number;
  /** Behind the last one; `undefined` where the answer does not say. */
  readonly end: number | undefined;
  /** Bytes of the whole source. */
  readonly total: number | undefined;
}

const RANGE = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i;

/**
 * Reads `Content-Range` (RFC 9110, section 14.4).
 *
 * @returns `undefined` for anything that is not one range of bytes, or that contradicts itself
 */
export const parseContentRange = (text: string | undefined): Extent | undefined => {
  const [, first, last, total] = RANGE.exec(text?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined) return undefined;
  const extent = {
    first: Number(first),
    end: Number(last) + 1,
    total: total === '*' || total === undefined ? undefined : Number(total),
  };
  const possible = extent.first < extent.end && extent.end <= (extent.total ?? extent.end);
  return possible ? extent : undefined;
};

/** Whether a 416 says that there is nothing at all: `bytes=0-` cannot be satisfied by an empty source. */
export const isEmptySource = (contentRange: string | undefined): boolean =>
  /^bytes \*\/0$/i.test(contentRange?.trim() ?? '');

/** The value of a `Range` header. @param end behind the last byte */
export const rangeHeader = (first: number, end: number | undefined): string =>
  `bytes=${first}-${end === undefined ? '' : end - 1}`;

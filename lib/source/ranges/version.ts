import type { IncomingHttpHeaders } from 'node:http';

/** What identifies this version of a source, if it says so. */
export interface SourceValidator {
  readonly etag?: string;
  readonly lastModified?: string;
}

/** What two answers have to agree on before their bytes may be put together. */
export interface Version {
  readonly validator: SourceValidator | undefined;
  /** Bytes of the whole source. */
  readonly length: number | undefined;
}

/** @param length bytes of the whole source, where the answer tells */
export const versionOf = (
  { etag, 'last-modified': lastModified }: IncomingHttpHeaders,
  length: number | undefined,
): Version => {
  // An empty one names nothing.
  const known = { ...(etag ? { etag } : {}), ...(lastModified ? { lastModified } : {}) };
  return { validator: etag || lastModified ? known : undefined, length };
};

/**
 * Why an answer cannot be a part of the source that was opened: whatever the first answer has named has to be the same.
 * A weak ETag counts as well, since the length stands beside it.
 */
export const otherVersion = (opened: Version, now: Version): string | undefined => {
  if (opened.length !== undefined && now.length !== opened.length) return `length ${now.length}, not ${opened.length}`;
  const { etag, lastModified } = opened.validator ?? {};
  if (etag !== undefined && now.validator?.etag !== etag) return 'another ETag';
  if (lastModified !== undefined && now.validator?.lastModified !== lastModified) return 'another Last-Modified';
  return undefined;
};

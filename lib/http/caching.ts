import { createHash } from 'node:crypto';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { HEADERS } from '../contract/headers.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import type { SourceFacts } from '../session/options.ts';
import type { HttpResponse } from './lambda.ts';

/** A caller has this answer already: thrown once the source has said which it is, before anything is encoded. */
class NotModified extends Error {
  override readonly name = 'NotModified';
  readonly headers: Readonly<Record<string, string>>;

  constructor(headers: Readonly<Record<string, string>>) {
    super('the caller has it already');
    this.headers = headers;
  }
}

/** @throws what was thrown, unless it says that the caller has the answer already */
export function notModified(thrown: unknown, transcodeId: string): HttpResponse {
  if (!(thrown instanceof NotModified)) throw thrown;
  return { statusCode: 304, headers: { ...thrown.headers, [HEADERS.transcodeId]: transcodeId } };
}

/** Whether an answer may be kept, for how long, and how it is told from others. */
export interface Caching {
  /** Throws what {@link notModified} takes, where the caller has it already. */
  readonly onSource: (source: SourceFacts) => Promise<void>;
  /** `Cache-Control`, `ETag` and `Vary`; none before the source is known, nor of an answer that may not be kept. */
  readonly headers: () => Readonly<Record<string, string>>;
}

/** What an answer is made of besides its source. */
export interface Ingredients {
  readonly request: TranscodeRequest;
  /** Of Sluice. */
  readonly version: string;
  /** Names the build of ffmpeg that encodes; `undefined` where there is none. */
  readonly encoder: () => Promise<string | undefined>;
}

/**
 * Weak (RFC 9110, section 8.8.1): the same sound, and not always the same bytes, as where a page ends depends on when the
 * source's bytes came.
 */
async function entityTag({ request, version, encoder }: Ingredients, source: SourceFacts): Promise<string | undefined> {
  const build = await encoder();
  if (build === undefined) return undefined;
  const all = JSON.stringify([request, source.validator, source.length, version, build]);
  return `W/"${createHash('sha256').update(all).digest('base64url').slice(0, 32)}"`;
}

/** `If-None-Match`, compared weakly (RFC 9110, section 13.1.2). */
function matches(field: string | undefined, tag: string): boolean {
  const opaque = (text: string): string => text.trim().replace(/^W\//, '');
  return field?.trim() === '*' || (field?.split(',').some((one) => opaque(one) === opaque(tag)) ?? false);
}

/**
 * By the contract a signed GET of a finite source with a validator of its own may be kept until its signature expires, for
 * from then on nobody may have it; nothing else may.
 *
 * @param event - its signature is one that holds
 * @param isSigned - whether signatures are asked for at all
 */
export function cachingOf(event: LambdaFunctionURLEvent, isSigned: boolean, ingredients: Ingredients): Caching {
  let headers: Readonly<Record<string, string>> = {};
  const expires = Number(new URLSearchParams(event.rawQueryString).get('exp'));
  const isKept = isSigned && event.requestContext.http.method !== 'POST';
  // It takes some milliseconds, and the source's answer takes more.
  if (isKept) void ingredients.encoder();
  return {
    headers: () => headers,
    async onSource(source) {
      const seconds = Math.floor(expires - Date.now() / 1000);
      if (!isKept || source.live || !source.validator || seconds <= 0) return;
      const tag = await entityTag(ingredients, source);
      if (tag === undefined) return;
      // What an <audio> element was sent has no CORS headers, for it asks without an `Origin`: a script that asks for the same
      // address would be given that, and refused.
      headers = { 'Cache-Control': `public, max-age=${seconds}`, ETag: tag, Vary: 'Origin' };
      if (matches(event.headers['if-none-match'], tag)) throw new NotModified(headers);
    },
  };
}

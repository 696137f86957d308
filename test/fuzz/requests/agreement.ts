import { isDeepStrictEqual } from 'node:util';
import { TranscodeError } from '../../../lib/contract/errors.ts';
import { parseBody } from '../../../lib/contract/parse.ts';
import { fromQuery } from '../../../lib/contract/query.ts';
import type { RequestInput } from '../../../lib/contract/schema.ts';
import { toQuery } from '../../../lib/contract/to-query.ts';
import { pick } from '../../fixtures/random.ts';
import { bodyOf, flatFields } from './fields.ts';

type Next = () => number;

const NUMBERS = [
  0,
  -0,
  -1,
  1e-7,
  5e-324,
  1e21,
  1e308,
  2 ** 53,
  0.1 + 0.2,
  1 / 3,
  96.5,
  -24.000001,
  1e-3,
  123_456.789,
] as const;
const TEXTS = ['', ' ', 'opus ', 'ü&=+%', '😀', '\u0000', 'flat', '1', 'true', 'lowpass=f=80,volume=0.5'] as const;

/** Another value of the same kind: what is a number stays one, which is all that a query can tell. */
const other = (next: Next, value: unknown): unknown =>
  typeof value === 'number' ? pick(next, NUMBERS) : typeof value === 'string' ? pick(next, TEXTS) : value;

const outcome = (parse: () => unknown): unknown => {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof TranscodeError)) throw error;
    const issues = error.details?.issues?.map(({ field, message }) => `${field.replace(/^filters\./, '')} ${message}`);
    return { code: error.code, status: error.status, issues: issues?.toSorted() };
  }
};

/** Whether a request is understood as a body as it is as a query; what is apart, if anything. */
export function apart(next: Next): readonly string[] {
  const flat = flatFields(next, 'https://music.invalid/a.mp3?b=ü&c=%20');
  const changed = Object.entries(flat).map(([name, value]) => [
    name,
    // Text is a number to a query where the field is one.
    next() < 0.2 && name !== 'bitrate' ? other(next, value) : value,
  ]);
  const { source_headers: _, audio_filters, format, ...body } = bodyOf(next, Object.fromEntries(changed));
  const input = {
    ...body,
    ...(format === undefined ? {} : { output_format: format }),
    ...(audio_filters === undefined ? {} : { filters: audio_filters }),
  } as unknown as RequestInput;
  const posted = outcome(() => parseBody(JSON.stringify(input)));
  const got = outcome(() => fromQuery(new URLSearchParams(toQuery(input)).toString()));
  if (isDeepStrictEqual(posted, got)) return [];
  return [`${JSON.stringify(input)} is ${JSON.stringify(posted)} by POST, and ${JSON.stringify(got)} by GET`];
}

import type * as z from 'zod/mini';
import { type ErrorCode, type Issue, TranscodeError } from './errors.ts';
import { filtersSchema, requestSchema } from './schema.ts';

/** Characters of a wrong value that are shown back. */
const VALUE_LENGTH = 100;

/** Issues that are told; nobody mends more at a time, and a body of nothing but wrong fields would come back 40 times as large. */
const ISSUES_MOST = 50;

/** What a field can be called. Anything else may be a URL or a secret in the wrong place, and is not repeated. */
const SPEAKABLE = /^[\w-]{1,64}$/;

/** Where a caller's secrets may be: what was sent there is never sent back, nor logged. */
const SECRET_FIELDS = /^(source_url|source_headers)(\.|$)/;

/** A field's dotted path, for a message. */
export const fieldName = (path: readonly PropertyKey[]): string =>
  path.map((key) => (SPEAKABLE.test(String(key)) ? String(key) : '(unreadable)')).join('.');

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    input,
  );

/** An issue with the value that caused it, shortened, unless it may be a secret, or holds others. */
export function issueOf(field: string, message: string, value?: unknown): Issue {
  if (value === undefined || typeof value === 'object' || SECRET_FIELDS.test(field)) return { field, message };
  const long = typeof value === 'string' && value.length > VALUE_LENGTH;
  return { field, message, value: long ? `${value.slice(0, VALUE_LENGTH)}…` : value };
}

/** `codec` is taken for the older client's sake, and does nothing. */
const FIELDS = Object.keys(requestSchema.def.shape).filter((name) => name !== 'codec');
const FILTERS = Object.keys(filtersSchema.def.shape);
/** What a query cannot hold. */
const OBJECTS = new Set(['filters', 'source_headers']);

/** What is said of a field that there is not. */
export type Unknown = (path: readonly PropertyKey[]) => string;

const unknownField: Unknown = ([first, second]) => {
  if (second !== undefined && first === 'filters') return `is not a filter; the filters are ${FILTERS.join(', ')}`;
  if (FILTERS.includes(String(first)))
    return `is a filter, and stands under filters: {"filters": {"${String(first)}": …}}`;
  return `is not a field of a request; the fields are ${FIELDS.join(', ')}`;
};

/** The same for a parameter of a query. One that is none is mostly the rest of a `source_url` that was not encoded. */
export function unknownParameter(sourceUrl: unknown): Unknown {
  const names = [...FIELDS.filter((name) => !OBJECTS.has(name)), ...FILTERS].join(', ');
  const hint = String(sourceUrl).includes('?') ? '; if it is part of source_url, percent-encode that' : '';
  return () => `is not a parameter of a request; they are ${names}${hint}`;
}

/** The schema's complaints in the contract's words: one per field, unknown ones by name. */
export function issuesOf(error: z.core.$ZodError, input: unknown, unknown: Unknown = unknownField): Issue[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => issueOf(fieldName([...issue.path, key]), unknown([...issue.path, key])));
    }
    const value = valueAt(input, issue.path);
    const field = fieldName(issue.path) || 'body';
    return [value === undefined ? issueOf(field, 'is required') : issueOf(field, issue.message, value)];
  });
}

function codeOf({ field, message }: Issue): ErrorCode {
  if (field === 'filters' || field.startsWith('filters.')) return 'FILTER_INVALID';
  if (message === 'is required') return 'INVALID_REQUEST';
  if (field === 'source_url') return 'INVALID_URL';
  if (field === 'output_format') return 'UNSUPPORTED_FORMAT';
  return 'INVALID_REQUEST';
}

/**
 * All issues as one error. Its code is the issues' own where they agree, else `INVALID_REQUEST`; a request that can be
 * read but not obeyed is a 422, but an address alone that is wrong keeps its 400.
 */
export function refusal(issues: readonly Issue[]): TranscodeError {
  const codes = new Set(issues.map(codeOf));
  const [code = 'INVALID_REQUEST'] = codes.size === 1 ? codes : [];
  const told = issues.slice(0, ISSUES_MOST);
  const sentences = told.map(({ field, message }) => `${field} ${message}`);
  const more = issues.length > told.length ? `; and ${issues.length - told.length} more` : '';
  const message =
    issues.length === 1 ? `${sentences[0]}.` : `${issues.length} things are wrong: ${sentences.join('; ')}${more}.`;
  const status = code === 'INVALID_URL' ? 400 : 422;
  return new TranscodeError(code, message, { details: { issues: told }, status });
}

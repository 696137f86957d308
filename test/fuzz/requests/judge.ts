import { validateHeaderName, validateHeaderValue } from 'node:http';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { ERROR_CODES, type ErrorCode, type TranscodeErrorBody } from '../../../lib/contract/errors.ts';
import { HEADERS } from '../../../lib/contract/headers.ts';
import { openapi } from '../../../lib/contract/openapi.ts';
import type { Answered } from './call.ts';
import { SECRET } from './fields.ts';
import type { Asked } from './generate.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** As the interface is described to its callers. */
const ERROR = z.fromJSONSchema(
  // The description is a JSON Schema by its own words (OpenAPI 3.1); its type here is narrower than any.
  JSON.parse(JSON.stringify(openapi().components.schemas.TranscodeError)),
);

/** Statuses that a code has beside its usual one (docs/api.md). */
const ALSO: Readonly<Partial<Record<ErrorCode, readonly number[]>>> = {
  INVALID_REQUEST: [400],
  UNSUPPORTED_FORMAT: [422],
};

const isHeader = ([name, value]: [string, string]): boolean => {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
};

const jsonOf = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
};

function wrongWithError({ statusCode, headers, body, id }: Answered): readonly string[] {
  const parsed = ERROR.safeParse(jsonOf(body));
  if (!parsed.success) return [`is no error of the interface: ${parsed.error.message}`];
  const { code, recoverable, transcode_id } = parsed.data as unknown as TranscodeErrorBody;
  const known = ERROR_CODES[code];
  const checks: Readonly<Record<string, boolean>> = {
    'INTERNAL_ERROR, or 500': code !== 'INTERNAL_ERROR' && statusCode < 600 && statusCode !== 500,
    [`${code} with ${statusCode}`]: statusCode === known.status || (ALSO[code] ?? []).includes(statusCode),
    // What an upstream does is its own; what a caller does wrong stays wrong.
    [`${code}, recoverable: ${recoverable}`]: recoverable === known.recoverable || code === 'DOWNLOAD_FAILED',
    'another id': transcode_id === id && headers[HEADERS.transcodeId] === id,
    'no JSON by its header': headers['Content-Type'] === 'application/json',
    'may be kept': headers['Cache-Control'] === 'no-store',
    'RATE_LIMITED, which is the platform’s to say': code !== 'RATE_LIMITED',
  };
  return Object.keys(checks).filter((check) => !checks[check]);
}

/** What is wrong with an answer, whatever was asked. */
export function wrongWith({ method }: Asked, answered: Answered): readonly string[] {
  const { statusCode, headers, body, broken, log } = answered;
  if (statusCode === 0) return [`no answer: ${broken instanceof Error ? broken.stack : broken}`];
  const told = statusCode === 200 ? '' : body.toString();
  const checks: Readonly<Record<string, boolean>> = {
    [`headers ${JSON.stringify(headers)}`]: Object.entries(headers).every(isHeader),
    [`tells where it is: ${told}`]: !told.includes(ROOT) && !/node:internal|node_modules|\.ts:\d|\\n {4}at /.test(told),
    [`tells a secret: ${told}`]:
      !told.includes(SECRET) && !Object.values(headers).some((value) => value.includes(SECRET)),
    [`logs a secret: ${log}`]: !log.includes(SECRET),
    [`logs no end: ${log}`]: /"message":"(ended|failed)"/.test(log),
    [`is broken off, and its log tells no reason: ${log}`]: broken === undefined || log.includes('"message":"failed"'),
    'has a body where there is none': method !== 'HEAD' || statusCode !== 200 || body.length === 0,
    'has no sound': method === 'HEAD' || statusCode !== 200 || body.length > 0,
    'is none of the interface': statusCode === 200 || statusCode === 304 || statusCode >= 400,
  };
  const wrong = Object.keys(checks).filter((check) => !checks[check]);
  return statusCode < 400 ? wrong : [...wrong, ...wrongWithError(answered)];
}

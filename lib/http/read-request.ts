import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { parseBody } from '../contract/parse.ts';
import { canonicalPath, PATHS } from '../contract/paths.ts';
import { fromQuery } from '../contract/query.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import { methodNotAllowed, notFound } from './respond.ts';

const METHODS = ['POST', 'GET', 'HEAD'];

/** The body as the caller sent it; Lambda encodes what it does not take for text. */
const bodyOf = ({ body = '', isBase64Encoded }: LambdaFunctionURLEvent): string =>
  isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;

/**
 * A call of the transcode function as the request it stands for.
 *
 * @throws {TranscodeError} `NOT_FOUND`, `METHOD_NOT_ALLOWED`, or what the contract has against the request
 */
export function readRequest(event: LambdaFunctionURLEvent): TranscodeRequest {
  if (canonicalPath(event.rawPath) !== PATHS.transcode) throw notFound(event.rawPath, [PATHS.transcode]);
  const { method } = event.requestContext.http;
  if (!METHODS.includes(method)) throw methodNotAllowed(method, METHODS);
  return method === 'POST' ? parseBody(bodyOf(event)) : fromQuery(event.rawQueryString);
}

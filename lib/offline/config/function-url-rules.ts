import type { CorsRules, FunctionUrlRules } from '../types.ts';
import type { Reader } from './reader.ts';

/** osls' own, where `cors` is true or leaves something out: `defaultCors` of its compile/functions.js. */
const DEFAULT_CORS = {
  allowedOrigins: ['*'],
  allowedHeaders: [
    'Content-Type',
    'X-Amz-Date',
    'Authorization',
    'X-Api-Key',
    'X-Amz-Security-Token',
    'X-Amzn-Trace-Id',
  ],
  allowedMethods: ['*'],
};

/**
 * What a Function URL takes for `AllowMethods`; `OPTIONS` would be too long.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-url-cors.html
 */
const METHODS = ['GET', 'PUT', 'HEAD', 'POST', 'PATCH', 'DELETE', '*'];

/** Reads a function's `url`: `true`, or a table with `invokeMode`, `authorizer` and `cors`. */
export function readFunctionUrl(raw: unknown, where: string, reader: Reader): FunctionUrlRules {
  if (raw === true) return { invokeMode: 'BUFFERED' };
  const fields = reader.table(raw, where, (value) => value);
  const invokeMode = reader.oneOf(fields.invokeMode, `${where}.invokeMode`, ['BUFFERED', 'RESPONSE_STREAM']);
  const authorizer = reader.oneOf(fields.authorizer, `${where}.authorizer`, ['aws_iam']);
  const cors = fields.cors ? readCors(fields.cors, `${where}.cors`, reader) : undefined;
  return { invokeMode: invokeMode ?? 'BUFFERED', ...(authorizer ? { authorizer } : {}), ...(cors ? { cors } : {}) };
}

function readCors(raw: unknown, where: string, reader: Reader): CorsRules {
  const fields = raw === true ? {} : reader.table(raw, where, (value) => value);
  const list = (key: keyof typeof DEFAULT_CORS): readonly string[] =>
    reader.list(fields[key], `${where}.${key}`) ?? DEFAULT_CORS[key];
  for (const method of list('allowedMethods')) reader.oneOf(method, `${where}.allowedMethods`, METHODS);
  const maxAge = reader.integer(fields.maxAge, `${where}.maxAge`, [0, 86_400]);
  return {
    allowedOrigins: list('allowedOrigins'),
    allowedHeaders: list('allowedHeaders'),
    allowedMethods: list('allowedMethods'),
    exposedResponseHeaders: reader.list(fields.exposedResponseHeaders, `${where}.exposedResponseHeaders`) ?? [],
    allowCredentials: fields.allowCredentials === true,
    ...(maxAge === undefined ? {} : { maxAge }),
  };
}

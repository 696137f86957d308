import type { IncomingMessage } from 'node:http';
import type { CorsRules } from '../types.ts';

/**
 * The headers that a Function URL adds by its CORS rules, to preflights and to answers alike.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
 */
export function corsHeaders(rules: CorsRules, request: IncomingMessage): Record<string, string> {
  const { origin } = request.headers;
  if (origin === undefined) return {};
  if (!rules.allowedOrigins.includes('*') && !rules.allowedOrigins.includes(origin)) return {};
  const any = rules.allowedOrigins.includes('*') && !rules.allowCredentials;
  return {
    'access-control-allow-origin': any ? '*' : origin,
    ...(any ? {} : { vary: 'Origin' }),
    ...(rules.allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(rules.exposedResponseHeaders.length > 0
      ? { 'access-control-expose-headers': rules.exposedResponseHeaders.join(',') }
      : {}),
  };
}

/** A preflight never reaches the function: the Function URL answers it, 200 and empty. */
export function isPreflight(request: IncomingMessage): boolean {
  return request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
}

/** What a preflight is told beside {@link corsHeaders}. */
export function preflightHeaders(rules: CorsRules, request: IncomingMessage): Record<string, string> {
  const allowed = corsHeaders(rules, request);
  if (Object.keys(allowed).length === 0) return {};
  return {
    ...allowed,
    'access-control-allow-methods': rules.allowedMethods.join(','),
    'access-control-allow-headers': rules.allowedHeaders.join(','),
    ...(rules.maxAge === undefined ? {} : { 'access-control-max-age': String(rules.maxAge) }),
  };
}

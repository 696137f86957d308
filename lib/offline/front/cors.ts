import type { IncomingMessage } from 'node:http';
import type { CorsRules, OfflineSettings } from '../types.ts';

/** The origins that a Function URL knows are whole ones and `*`; whether part of one may be `*`, no page of AWS says. */
type Wildcards = OfflineSettings['wildcardOrigins'];

/**
 * The headers that a Function URL adds by its CORS rules to every answer, beside those of the function: where both say the
 * same, the caller gets it twice, and a browser refuses that. An origin that is not allowed gets none of them, and the
 * function runs all the same; the page does not say so, but the browser needs no more to refuse.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
 */
export function corsHeaders(rules: CorsRules, request: IncomingMessage, wildcards: Wildcards): Record<string, string> {
  const { origin } = request.headers;
  if (origin === undefined || !rules.allowedOrigins.some((allowed) => isAllowed(origin, allowed, wildcards))) return {};
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

/** `http://*.example.com` and `http://localhost:*` as patterns: an asterisk is at least one character of host and port. */
function isAllowed(origin: string, allowed: string, wildcards: Wildcards): boolean {
  if (allowed === '*' || allowed === origin) return true;
  if (wildcards === 'literal' || !allowed.includes('*')) return false;
  const pattern = allowed.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/@]+');
  return new RegExp(`^${pattern}$`).test(origin);
}

/** A preflight never reaches the function: the Function URL answers it, 200 and empty. Same page. */
export function isPreflight(request: IncomingMessage): boolean {
  return request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
}

/** What a preflight is told beside {@link corsHeaders}; what it asked for is for the browser to compare. */
export function preflightHeaders(
  rules: CorsRules,
  request: IncomingMessage,
  wildcards: Wildcards,
): Record<string, string> {
  const allowed = corsHeaders(rules, request, wildcards);
  if (Object.keys(allowed).length === 0) return {};
  return {
    ...allowed,
    'access-control-allow-methods': rules.allowedMethods.join(','),
    'access-control-allow-headers': rules.allowedHeaders.join(','),
    ...(rules.maxAge === undefined ? {} : { 'access-control-max-age': String(rules.maxAge) }),
  };
}

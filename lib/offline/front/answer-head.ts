import type { IncomingMessage, ServerResponse } from 'node:http';
import { MalformedAnswer, type Prelude } from './prelude.ts';

/**
 * Headers of the function that reach the caller by the name of `x-amzn-remapped-…`, for the front has its own word on
 * them. No page tells of Function URLs; API Gateway has a list (under "REST APIs"), of which these make sense in answers:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html. Of `content-length` it was
 * seen: https://github.com/cargo-lambda/cargo-lambda/issues/862
 */
const REMAPPED = new Set([
  ...['connection', 'content-length', 'date', 'host', 'server', 'www-authenticate'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade'],
]);

/** Hop-by-hop as well (RFC 9112, C.2.2), but in no list of AWS. */
const DROPPED = 'keep-alive';

/** HEAD, 204 and 304 end with their head (RFC 9110, 6.4.1), at once: nothing that the function writes is waited for. */
export function hasBody(method: string | undefined, status: number): boolean {
  return method !== 'HEAD' && status !== 204 && status !== 304;
}

/**
 * Puts the function's status, headers and cookies on the answer.
 * @param extra Headers of the front: its ids take the place of the function's, its CORS headers come beside them.
 * @throws MalformedAnswer when a header cannot be sent.
 */
export function setHead(
  request: IncomingMessage,
  response: ServerResponse,
  prelude: Prelude,
  extra: Readonly<Record<string, string>>,
): void {
  try {
    response.statusCode = prelude.statusCode;
    for (const [name, value] of Object.entries(prelude.headers)) {
      const lower = name.toLowerCase();
      if (lower !== DROPPED) response.setHeader(REMAPPED.has(lower) ? `x-amzn-remapped-${lower}` : name, value);
    }
    for (const [name, value] of Object.entries(extra)) {
      if (name.startsWith('x-amzn-')) response.setHeader(name, value);
      else response.appendHeader(name, value);
    }
    // https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-cookies
    for (const cookie of prelude.cookies) response.appendHeader('set-cookie', cookie);
    if (hasBody(request.method, prelude.statusCode) && !response.hasHeader('content-type')) {
      response.setHeader('content-type', 'application/octet-stream');
    }
  } catch (error) {
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    throw new MalformedAnswer(String(error));
  }
}

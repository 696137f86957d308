import type { IncomingMessage, ServerResponse } from 'node:http';
import { MalformedAnswer, type Prelude } from './prelude.ts';

/** Hop-by-hop, or said by the front itself: a function's own word on them would break the framing. */
const OWN = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'trailer', 'te']);

/** HEAD, 204 and 304 end with their head (RFC 9110, 6.4.1), at once: nothing that the function writes is waited for. */
export function hasBody(method: string | undefined, status: number): boolean {
  return method !== 'HEAD' && status !== 204 && status !== 304;
}

/**
 * Puts the function's status, headers and cookies on the answer.
 * @param extra Headers of the front: request id, CORS.
 * @throws MalformedAnswer when a header cannot be sent.
 */
export function setHead(
  request: IncomingMessage,
  response: ServerResponse,
  prelude: Prelude,
  extra: Readonly<Record<string, string>>,
): void {
  const streamed = hasBody(request.method, prelude.statusCode);
  try {
    response.statusCode = prelude.statusCode;
    for (const [name, value] of Object.entries(prelude.headers)) {
      const lower = name.toLowerCase();
      // A streamed answer is chunked, whatever length the function had in mind.
      if (!OWN.has(lower) && !(lower === 'content-length' && streamed)) response.setHeader(name, value);
    }
    for (const [name, value] of Object.entries(extra)) response.setHeader(name, value);
    if (prelude.cookies.length > 0) response.setHeader('set-cookie', prelude.cookies);
    if (streamed && !response.hasHeader('content-type')) {
      response.setHeader('content-type', 'application/octet-stream');
    }
  } catch (error) {
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    throw new MalformedAnswer(String(error));
  }
}

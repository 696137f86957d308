import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { TranscodeError } from '../contract/errors.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import type { Caps } from '../sign/cap.ts';
import { granted } from '../sign/granted.ts';
import type { SigningKeys } from '../sign/keys.ts';
import { verify } from '../sign/verify.ts';

const unauthorized = (message: string, cause?: unknown) => new TranscodeError('UNAUTHORIZED', message, { cause });

/**
 * Checks a call's signature, before anything else is done for it.
 *
 * @param keys - none: nothing has to be signed, and nothing is limited
 * @returns what the signature grants
 * @throws {TranscodeError} `UNAUTHORIZED`, with the same words for whatever is wrong
 */
export async function checkSignature(event: LambdaFunctionURLEvent, keys: SigningKeys): Promise<Caps> {
  if (keys.size === 0) return {};
  const { rawPath, rawQueryString, headers, body = '', isBase64Encoded, requestContext } = event;
  const verified = await verify(
    {
      method: requestContext.http.method,
      path: rawPath,
      query: rawQueryString,
      headers,
      body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
    },
    keys,
  );
  if (verified.ok) return verified.caps;
  throw unauthorized('The signature is missing, wrong or expired.', verified.reason);
}

/** @throws {TranscodeError} `UNAUTHORIZED` where a request asks for more than its signature grants */
export function withinCaps(request: TranscodeRequest, caps: Caps): TranscodeRequest {
  const allowed = granted(request, caps);
  if (!allowed.ok) throw unauthorized(allowed.reason);
  return allowed.request;
}

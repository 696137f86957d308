import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { TranscodeError } from '../contract/errors.ts';
import type { TranscodeRequest } from '../contract/request.ts';
import type { Caps } from '../sign/cap.ts';
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

/**
 * A request held to what its signature grants: no other format and no higher bitrate than it names; and where the caller
 * has not asked for less, no more than its duration.
 *
 * @throws {TranscodeError} `UNAUTHORIZED`
 */
export function withinCaps(request: TranscodeRequest, { duration, bitrate, formats }: Caps): TranscodeRequest {
  if (formats && !formats.includes(request.output_format)) {
    throw unauthorized(`The signature allows these formats only: ${formats.join(', ')}.`);
  }
  // What has no bitrate to choose is lossless, and has more than any.
  if (bitrate !== undefined && (request.bitrate ?? Number.POSITIVE_INFINITY) > bitrate) {
    throw unauthorized(`The signature allows ${bitrate} kbit/s at most.`);
  }
  if (duration === undefined) return request;
  if (request.duration !== undefined && request.duration > duration) {
    throw unauthorized(`The signature allows ${duration} s at most.`);
  }
  return { ...request, duration: request.duration ?? duration };
}

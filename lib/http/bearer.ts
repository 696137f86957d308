import { createHash, timingSafeEqual } from 'node:crypto';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { TranscodeError } from '../contract/errors.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** A scheme's name has no case: RFC 9110, section 11.1. */
const BEARER = /^bearer +/i;

/** CloudFront signs with `Authorization` itself: functions/edge.yml has it keep the caller's in the other one. */
function tokenOf({ authorization = '', 'x-forwarded-authorization': kept = '' }: LambdaFunctionURLEvent['headers']) {
  const given = [authorization, kept].find((value) => BEARER.test(value));
  return given?.replace(BEARER, '') ?? '';
}

/**
 * Lets a call pass whose `Authorization` is the monitor's token; digests are compared, so that neither the token's length
 * nor its beginning can be timed.
 *
 * @param token - `undefined` when nothing guards the figures
 * @throws {TranscodeError} `UNAUTHORIZED`
 */
export function checkBearer({ headers }: LambdaFunctionURLEvent, token: string | undefined): void {
  if (token === undefined) return;
  if (timingSafeEqual(digest(tokenOf(headers)), digest(token))) return;
  throw new TranscodeError('UNAUTHORIZED', 'This needs the header "Authorization: Bearer …" with the monitor token.');
}

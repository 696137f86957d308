import { timingSafeEqual } from 'node:crypto';
import { parseAuthorization } from './authorization.ts';
import { canonicalRequest, type SignedRequest, signatureOf } from './canonical.ts';

/** Whose signatures are accepted, and when. */
export interface SignatureRules {
  /** Access key id → secret. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly region: string;
  readonly service: string;
  readonly now: Date;
}

/** Who signed, or why the signature is refused, in AWS's words. */
export type Verdict =
  | { readonly kind: 'signed'; readonly accessKeyId: string }
  | { readonly kind: 'refused'; readonly errorType: RefusalType; readonly message: string };

type RefusalType =
  | 'MissingAuthenticationTokenException'
  | 'IncompleteSignatureException'
  | 'InvalidSignatureException'
  | 'UnrecognizedClientException';

const TOLERANCE_MINUTES = 5;

const refused = (errorType: RefusalType, message: string): Verdict => ({ kind: 'refused', errorType, message });

/** `20150830T123600Z`, as in `X-Amz-Date`. */
const amzDate = (time: number): string => new Date(time).toISOString().replace(/[:-]|\.\d{3}/g, '');

const timeOf = (date: string): number =>
  Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

function whyNotNow(date: string, time: number, now: number): string | undefined {
  const tolerance = TOLERANCE_MINUTES * 60_000;
  const [shown, minutes] = [amzDate(now), `${TOLERANCE_MINUTES} min.`];
  if (time < now - tolerance)
    return `Signature expired: ${date} is now earlier than ${amzDate(now - tolerance)} (${shown} - ${minutes})`;
  if (time > now + tolerance)
    return `Signature not yet current: ${date} is still later than ${amzDate(now + tolerance)} (${shown} + ${minutes})`;
  return undefined;
}

function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Verifies Signature Version 4 in the `Authorization` header; a session token is not looked at.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export function verifySignature(request: SignedRequest, rules: SignatureRules): Verdict {
  const { headers } = request;
  const header = headers.authorization?.[0];
  if (header === undefined) return refused('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const authorization = parseAuthorization(header);
  const date = headers['x-amz-date']?.[0] ?? '';
  const time = timeOf(date);
  if (!authorization || Number.isNaN(time)) {
    const message =
      "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. " +
      "Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a " +
      "'X-Amz-Date' or a 'Date' header.";
    return refused('IncompleteSignatureException', message);
  }
  const { accessKeyId, scope, signedHeaders, signature } = authorization;
  const invalid = (message: string): Verdict => refused('InvalidSignatureException', message);
  // Whatever of it AWS itself heeds cannot be put in behind the signer's back.
  const unsigned = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))].find(
    (name) => !signedHeaders.includes(name),
  );
  if (unsigned) return invalid(`'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`);
  if (scope.service !== rules.service)
    return invalid(`Credential should be scoped to correct service: '${rules.service}'.`);
  if (scope.region !== rules.region)
    return invalid(`Credential should be scoped to a valid region, not '${scope.region}'.`);
  if (scope.day !== date.slice(0, 8))
    return invalid('Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.');
  const late = whyNotNow(date, time, rules.now.getTime());
  if (late) return invalid(late);
  const secret = Object.hasOwn(rules.credentials, accessKeyId) ? rules.credentials[accessKeyId] : undefined;
  if (secret === undefined) {
    return refused('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  const expected = signatureOf(canonicalRequest(request, signedHeaders), date, scope, secret);
  if (isEqual(expected, signature)) return { kind: 'signed', accessKeyId };
  return invalid(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
      'and signing method. Consult the service documentation for details.',
  );
}

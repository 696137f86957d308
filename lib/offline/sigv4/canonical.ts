import { createHash, createHmac } from 'node:crypto';

/** What a signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as they came: encoded. */
  readonly target: string;
  /** Lower-case name → its values. */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

/** What a signature is bound to. */
export interface Scope {
  /** `20150830`. */
  readonly day: string;
  readonly region: string;
  readonly service: string;
}

export const ALGORITHM = 'AWS4-HMAC-SHA256';

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** RFC 3986: all but the unreserved characters. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** Without empty and dot segments, and encoded once more than it came, as every service but S3 has it. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  const closes = segments.length > 0 && /\/\.{0,2}$/.test(path);
  return `/${segments.map(encoded).join('/')}${closes ? '/' : ''}`;
}

function canonicalQuery(query: string): string {
  const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
  return [...new URLSearchParams(query)]
    .map(([name, value]): [string, string] => [encoded(name), encoded(value)])
    .sort(([name, value], [otherName, otherValue]) => compare(name, otherName) || compare(value, otherValue))
    .map((pair) => pair.join('='))
    .join('&');
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, step 1. */
export function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const { method, target, headers } = request;
  const [path = '/', ...query] = target.split('?');
  const lines = signedHeaders.map((name) => {
    const values = (headers[name] ?? []).map((value) => value.trim().replace(/\s+/g, ' '));
    return `${name}:${values.join(',')}`;
  });
  return [
    method,
    canonicalPath(path),
    canonicalQuery(query.join('?')),
    ...lines,
    '',
    signedHeaders.join(';'),
    // "Lambda doesn't support unsigned payloads":
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html
    sha256(request.body),
  ].join('\n');
}

/**
 * The signature that the holder of this secret makes, in hexadecimal: steps 2 to 4 of the same page.
 *
 * @param date - as in `X-Amz-Date`
 */
export function signatureOf(canonical: string, date: string, { day, region, service }: Scope, secret: string): string {
  const toSign = [ALGORITHM, date, `${day}/${region}/${service}/aws4_request`, sha256(canonical)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(key as Buffer, toSign).toString('hex');
}

import { AwsV4Signer } from 'aws4fetch';
import { describe, expect, test } from 'vitest';
import { canonicalRequest, signatureOf } from '../../lib/offline/sigv4/canonical.ts';
import { verifySignature } from '../../lib/offline/sigv4/verify.ts';

/** Of AWS's own suite: https://docs.aws.amazon.com/general/latest/gr/signature-v4-test-suite.html (aws-sig-v4-test-suite). */
const SUITE = {
  date: '20150830T123600Z',
  scope: { day: '20150830', region: 'us-east-1', service: 'service' },
  secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

const ALPHABET = '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Name, method, target, further signed headers, body, signature. */
const VECTORS: readonly [string, string, string, Readonly<Record<string, readonly string[]>>, string, string][] = [
  ['get-vanilla', 'GET', '/', {}, '', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['get-utf8', 'GET', '/ሴ', {}, '', '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'],
  ['get-unreserved', 'GET', `/${ALPHABET}`, {}, '', '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f'],
  [
    'get-vanilla-query-unreserved',
    ...(['GET', `/?${ALPHABET}=${ALPHABET}`, {}, ''] as const),
    '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197',
  ],
  [
    'get-vanilla-query-order-key-case',
    ...(['GET', '/?Param2=value2&Param1=value1', {}, ''] as const),
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  [
    'get-vanilla-query-order-key',
    ...(['GET', '/?Param1=value2&Param1=Value1', {}, ''] as const),
    'eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1',
  ],
  [
    'get-vanilla-utf8-query',
    ...(['GET', '/?ሴ=bar', {}, ''] as const),
    '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04',
  ],
  [
    'get-header-key-duplicate',
    ...(['GET', '/', { 'my-header1': ['value2', 'value2', 'value1'] }, ''] as const),
    'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
  ],
  [
    'get-header-value-trim',
    ...(['GET', '/', { 'my-header1': [' value1'], 'my-header2': [' "a   b   c"'] }, ''] as const),
    'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
  ],
  ['get-relative', 'GET', '/example/..', {}, '', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['get-slash-dot-slash', 'GET', '/./', {}, '', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['get-slashes', 'GET', '//example//', {}, '', '9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84'],
  ['get-space', 'GET', '/example space/', {}, '', '652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741'],
  ['post-vanilla', 'POST', '/', {}, '', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    'post-x-www-form-urlencoded',
    ...(['POST', '/', { 'content-type': ['application/x-www-form-urlencoded'] }, 'Param1=value1'] as const),
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
];

describe('a signature of version 4', () => {
  test.each(VECTORS)('is that of %s in AWS’s suite', (_name, method, target, more, body, signature) => {
    const headers = { ...more, host: ['example.amazonaws.com'], 'x-amz-date': [SUITE.date] };
    const request = { method, target, headers, body: Buffer.from(body) };
    const canonical = canonicalRequest(request, Object.keys(headers).sort());
    expect(signatureOf(canonical, SUITE.date, SUITE.scope, SUITE.secret)).toBe(signature);
  });
});

const NOW = new Date('2026-03-04T05:06:07Z');
const RULES = { credentials: { offline: 'secret' }, region: 'eu-central-1', service: 'lambda', now: NOW };

async function signed(options: Partial<ConstructorParameters<typeof AwsV4Signer>[0]> = {}) {
  const signer = new AwsV4Signer({
    ...{ method: 'POST', url: 'http://127.0.0.1:9/a%20b/ä?y=1&x=%C3%A4+b!&x=', body: 'the body' },
    ...{ accessKeyId: 'offline', secretAccessKey: 'secret', region: 'eu-central-1', service: 'lambda' },
    datetime: '20260304T050607Z',
    ...options,
  });
  const { method, url, headers } = await signer.sign();
  const all = Object.fromEntries([...headers, ['host', url.host]].map(([name, value]) => [name, [value as string]]));
  return { method, target: url.pathname + url.search, headers: all, body: Buffer.from(String(signer.body ?? '')) };
}

describe('the check of a signature', () => {
  test('accepts what aws4fetch has signed', async () => {
    expect(verifySignature(await signed(), RULES)).toEqual({ kind: 'signed', accessKeyId: 'offline' });
  });

  test('does not look at a session token', async () => {
    expect(verifySignature(await signed({ sessionToken: 'any' }), RULES).kind).toBe('signed');
  });

  test('refuses a body that was not signed, even where the caller says so', async () => {
    const request = await signed({ headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } });
    expect(verifySignature(request, RULES)).toMatchObject({ errorType: 'InvalidSignatureException' });
  });

  test.each([
    ['another body', { body: Buffer.from('other') }],
    ['another method', { method: 'PUT' }],
    ['another path', { target: '/a%20b/o?y=1&x=%C3%A4+b!&x=' }],
    ['another query', { target: '/a%20b/%C3%A4?y=2&x=%C3%A4+b!&x=' }],
  ])('refuses %s than was signed', async (_what, change) => {
    expect(verifySignature({ ...(await signed()), ...change }, RULES)).toMatchObject({
      errorType: 'InvalidSignatureException',
      message: expect.stringContaining('does not match the signature you provided'),
    });
  });

  test.each([
    ['a wrong secret', { secretAccessKey: 'guess' }, 'InvalidSignatureException', /does not match the signature/],
    [
      'a key that nobody has',
      { accessKeyId: 'constructor' },
      'UnrecognizedClientException',
      /security token .* invalid/,
    ],
    ['another region', { region: 'us-east-1' }, 'InvalidSignatureException', /valid region, not 'us-east-1'/],
    ['another service', { service: 's3' }, 'InvalidSignatureException', /correct service: 'lambda'/],
    [
      ...(['six minutes ago', { datetime: '20260304T050006Z' }, 'InvalidSignatureException'] as const),
      /^Signature expired: 20260304T050006Z is now earlier than 20260304T050107Z \(20260304T050607Z - 5 min\.\)$/,
    ],
    ['six minutes ahead', { datetime: '20260304T051208Z' }, 'InvalidSignatureException', /not yet current/],
  ])('refuses %s', async (_what, options, errorType, message) => {
    expect(verifySignature(await signed(options), RULES)).toMatchObject({
      errorType,
      message: expect.stringMatching(message),
    });
  });

  test('refuses a header of AWS’s that was put in later', async () => {
    const request = await signed();
    const headers = { ...request.headers, 'x-amz-invocation-type': ['DryRun'] };
    expect(verifySignature({ ...request, headers }, RULES)).toMatchObject({
      message: expect.stringContaining("'x-amz-invocation-type' must be"),
    });
  });

  test('tells a missing signature from half of one', async () => {
    const request = await signed();
    const { authorization = [''], ...rest } = request.headers;
    expect(verifySignature({ ...request, headers: rest }, RULES)).toMatchObject({
      errorType: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    });
    for (const half of ['Bearer x', String(authorization[0]).replace(/, Signature=.*/, ''), 'AWS4-HMAC-SHA256 x']) {
      const headers = { ...rest, authorization: [half] };
      expect(verifySignature({ ...request, headers }, RULES)).toMatchObject({
        errorType: 'IncompleteSignatureException',
      });
    }
  });
});

import { AwsV4Signer } from 'aws4fetch';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { call } from './caller.ts';
import { door, emulate, eventually } from './emulator.ts';

const GUARDED = {
  handler: 'answers.buffered',
  url: { invokeMode: 'BUFFERED' as const, authorizer: 'aws_iam' as const },
};

const CORS = {
  ...{ allowedOrigins: ['https://player.example'], allowedHeaders: [], allowedMethods: ['GET'] },
  ...{ exposedResponseHeaders: [], allowCredentials: false },
};

async function signed(url: string, options: Partial<ConstructorParameters<typeof AwsV4Signer>[0]> = {}) {
  const credentials = { accessKeyId: 'offline', secretAccessKey: 'offline-secret' };
  const signer = new AwsV4Signer({ url, ...credentials, region: 'us-east-1', service: 'lambda', ...options });
  const { headers } = await signer.sign();
  return call(url, { headers: Object.fromEntries(headers) });
}

describe('a Function URL that asks for a signature', () => {
  test('answers who does not sign with 403, in AWS’s words, and traces nothing', async () => {
    const { url } = await emulate({ ...GUARDED, provisioned: 0 });
    const answer = await call(url);
    expect(answer.status).toBe(403);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'x-amzn-errortype': 'AccessDeniedException',
      'x-amzn-requestid': expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(answer.headers['x-amzn-trace-id']).toBeUndefined();
    expect(JSON.parse((await answer.rest()).text)).toEqual({
      Message:
        'Forbidden. For troubleshooting Function URL authorization issues, see: ' +
        'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
    });
  });

  test.each([
    ['a wrong secret', { secretAccessKey: 'guess' }, 'InvalidSignatureException', /does not match the signature/],
    ['a key that nobody has', { accessKeyId: 'nobody' }, 'UnrecognizedClientException', /token .* is invalid/],
    ['a clock that is wrong', { datetime: '20200101T000000Z' }, 'InvalidSignatureException', /Signature expired/],
  ])('answers %s with 403', async (_, options, errorType, message) => {
    const { url } = await emulate({ ...GUARDED, provisioned: 0 });
    const answer = await signed(url, options);
    expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([403, errorType]);
    expect(JSON.parse((await answer.rest()).text)).toEqual({ message: expect.stringMatching(message) });
  });

  test('tells the function who called, in every field of the page', async () => {
    const { url } = await emulate(GUARDED);
    const { requestContext } = JSON.parse((await (await signed(`${url}/`)).rest()).text);
    expect(requestContext).toMatchObject({
      accountId: '000000000000',
      authorizer: {
        iam: {
          accessKey: 'offline',
          accountId: '000000000000',
          callerId: 'offline',
          cognitoIdentity: null,
          principalOrgId: null,
          userArn: 'arn:aws:iam::000000000000:user/offline',
          userId: 'offline',
        },
      },
    });
  });
});

describe('a Function URL whose function is busy', () => {
  test.each([
    [1, 'ReservedFunctionConcurrentInvocationLimitExceeded'],
    [undefined, 'ConcurrentInvocationLimitExceeded'],
  ])('answers 429, and says whose limit it is: reserved %s, %s', async (reserved, reason) => {
    const limits = reserved === undefined ? {} : { reserved };
    const { url } = await emulate({ handler: 'answers.streaming', ...limits });
    const entrance = await door();
    const running = call(`${url}/?parts=x&door=${entrance.url}`);
    await eventually(() => expect(entrance.waiting()).toBe(1));
    const refused = await call(url);
    expect([refused.status, refused.headers['x-amzn-errortype']]).toEqual([429, 'TooManyRequestsException']);
    expect(refused.headers['content-type']).toBe('application/json');
    expect(JSON.parse((await refused.rest()).text)).toEqual({
      Reason: reason,
      Type: 'User',
      message: 'Rate Exceeded.',
    });
    entrance.open();
    expect((await (await running).rest()).text).toBe('x');
  });
});

describe('a Function URL that is asked too often', () => {
  const askTwelveTimes = async (requestRate: 'off' | 'as-on-aws') => {
    // One second, however long it takes.
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const { url } = await emulate({ handler: 'answers.streaming', reserved: 1 }, { requestRate });
    const texts: string[] = [];
    for (let request = 0; request < 12; request += 1) texts.push((await (await call(`${url}/?parts=x`)).rest()).text);
    vi.advanceTimersByTime(1000);
    texts.push((await (await call(`${url}/?parts=x`)).rest()).text);
    return texts;
  };

  test('lets all pass', async () => {
    expect(await askTwelveTimes('off')).toEqual(Array(13).fill('x'));
  });

  test('lets ten a second pass for each reserved environment, where that is asked for', async () => {
    const texts = await askTwelveTimes('as-on-aws');
    const refused = '{"Reason":"ReservedFunctionInvocationRateLimitExceeded","Type":"User","message":"Rate Exceeded."}';
    expect(texts).toEqual([...Array(10).fill('x'), refused, refused, 'x']);
  });
});

test('A Function URL whose function reserves nothing at all is switched off.', async () => {
  const { url } = await emulate({ handler: 'answers.streaming', provisioned: 0, limit: 0, reserved: 0 });
  expect((await call(url)).status).toBe(429);
});

describe('a failure', () => {
  const buffered = { handler: 'answers.buffered', url: { invokeMode: 'BUFFERED' as const, cors: CORS } };
  const streamed = { handler: 'answers.streaming', url: { invokeMode: 'RESPONSE_STREAM' as const, cors: CORS } };
  test.each([
    ['that a streaming handler throws', streamed, { fails: 'why' }],
    ['of a head that is none', streamed, { head: '{"statusCode":999}', parts: 'x' }],
    ['of an answer that is none', buffered, { answer: '{"statusCode":999}' }],
    ['of an answer that is too long', buffered, { bytes: '7000000' }],
  ])('%s has the headers of all answers: a browser is told as well', async (_, changes, query) => {
    const { url } = await emulate(changes);
    const headers = { origin: 'https://player.example' };
    const answer = await call(`${url}/?${new URLSearchParams(query)}`, { headers });
    expect(answer.status).toBe(502);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'https://player.example',
      'content-type': 'application/json',
      'x-amzn-requestid': expect.stringMatching(/^[\da-f-]{36}$/),
    });
  });
});

describe('an event of more than 6 MB', () => {
  test.each([
    ['as text is let in', 'text/plain', 200],
    ['in base64 is refused', 'application/octet-stream', 413],
  ])('a body of 5 MB %s', async (_, type, status) => {
    const { url } = await emulate({ handler: 'answers.streaming' });
    const body = 'x'.repeat(5_000_000);
    const answer = await call(`${url}/?parts=x`, { method: 'POST', body, headers: { 'content-type': type } });
    expect(answer.status).toBe(status);
    await answer.rest();
    expect((await call(`${url}/?parts=x`)).status).toBe(200);
  });
});

import { describe, expect, test } from 'vitest';
import { call } from './caller.ts';
import { emulate, FIXTURES } from './emulator.ts';

async function echo(url: string, options: Parameters<typeof call>[1] = {}) {
  const answer = await call(url, options);
  return { ...JSON.parse((await answer.rest()).text), answer };
}

describe('the event of a Function URL', () => {
  test('has payload format 2.0', async () => {
    const { url } = await emulate();
    const { event } = await echo(`${url}/a%20b/c?x=1&y=%C3%A4+b&x=2`, {
      method: 'POST',
      body: '{"ä":1}',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        Cookie: 'one=1; two=2',
        'X-Several': ['a', 'b'],
        'User-Agent': 'tester/1',
      },
    });
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/a%20b/c',
      rawQueryString: 'x=1&y=%C3%A4+b&x=2',
      queryStringParameters: { x: '1,2', y: 'ä b' },
      cookies: ['one=1', 'two=2'],
      headers: { 'x-several': 'a,b', 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' },
      body: '{"ä":1}',
      isBase64Encoded: false,
      requestContext: {
        accountId: 'anonymous',
        apiId: 'f',
        domainName: '127.0.0.1',
        http: {
          method: 'POST',
          path: '/a%20b/c',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'tester/1',
        },
        routeKey: '$default',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
    });
    expect(event.headers.cookie).toBeUndefined();
    expect(event.headers['x-forwarded-port']).toBe(new URL(url).port);
    expect(event.headers['x-amzn-trace-id']).toMatch(/^Root=1-[\da-f]{8}-[\da-f]{24}$/);
  });

  test('leaves out what a request has not', async () => {
    const { url } = await emulate();
    const { event } = await echo(`${url}/`);
    for (const absent of ['body', 'cookies', 'queryStringParameters']) expect(event).not.toHaveProperty(absent);
    expect(event).toMatchObject({ rawPath: '/', rawQueryString: '', isBase64Encoded: false });
  });

  test('holds a body that is not text in base64, by its content type and encoding', async () => {
    const { url } = await emulate();
    const isEncoded = async (headers: Record<string, string>) => {
      const { event } = await echo(`${url}/`, { method: 'POST', body: 'a=1', headers });
      expect(event.body).toBe(event.isBase64Encoded ? Buffer.from('a=1').toString('base64') : 'a=1');
      return event.isBase64Encoded;
    };
    for (const type of [
      'text/csv',
      'application/json',
      'application/xml',
      'application/javascript',
      'application/vnd.api+json',
    ]) {
      expect([type, await isEncoded({ 'content-type': `${type}; charset=utf-8` })]).toEqual([type, false]);
    }
    for (const type of [
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'image/png',
      'application/jsonish',
    ]) {
      expect([type, await isEncoded({ 'content-type': type })]).toEqual([type, true]);
    }
    expect(await isEncoded({})).toBe(true);
    expect(await isEncoded({ 'content-type': 'text/plain', 'content-encoding': 'gzip' })).toBe(true);
  });

  test('of anybody names nobody, and holds no header of the connection', async () => {
    const { url } = await emulate();
    const headers = {
      connection: 'keep-alive',
      'keep-alive': 'timeout=5',
      'transfer-encoding': 'chunked',
      te: 'trailers',
    };
    const { event } = await echo(`${url}//a%2Fb//c?a&b=&a=%2C+&%E4=1`, { method: 'POST', body: 'x', headers });
    expect(Object.keys(event.headers).sort()).toEqual(
      ['host', 'x-amzn-trace-id', 'x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto'].sort(),
    );
    expect(event).toMatchObject({
      rawPath: '//a%2Fb//c',
      rawQueryString: 'a&b=&a=%2C+&%E4=1',
      queryStringParameters: { a: ',, ', b: '', '\ufffd': '1' },
    });
    expect(event.requestContext).toEqual({
      accountId: 'anonymous',
      apiId: 'f',
      authentication: null,
      domainName: '127.0.0.1',
      domainPrefix: '127',
      http: {
        method: 'POST',
        path: '//a%2Fb//c',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: null,
      },
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
      routeKey: '$default',
      stage: '$default',
      time: expect.any(String),
      timeEpoch: expect.any(Number),
    });
  });

  test('carries the id that the caller is told', async () => {
    const { url } = await emulate();
    const { event, answer } = await echo(`${url}/`);
    expect(answer.headers['x-amzn-requestid']).toBe(event.requestContext.requestId);
    expect(answer.headers['set-cookie']).toEqual(['a=1; Path=/', 'b=2']);
    expect(answer.headers['x-own']).toBe('yes');
  });

  test('of HEAD is no GET, and its answer has no body', async () => {
    const { url } = await emulate();
    const answer = await call(`${url}/`, { method: 'HEAD' });
    expect([answer.status, answer.headers['x-method']]).toEqual([200, 'HEAD']);
    expect(await answer.rest()).toEqual({ text: '', complete: true });
  });

  test('of more than 6 MB never reaches the function', async () => {
    const { url } = await emulate();
    const answer = await call(url, { method: 'POST', body: 'x'.repeat(6 * 1024 * 1024 + 1) });
    expect(answer.status).toBe(413);
    await answer.rest();
    expect((await echo(`${url}/`)).answer.status).toBe(200);
  });
});

describe('an environment', () => {
  test('has the variables of Lambda, of the function and those passed on, and no others', async () => {
    process.env.OFFLINE_PASSED = 'passed';
    process.env.OFFLINE_NOT_PASSED = 'not passed';
    const { url, service } = await emulate(
      { environment: { OWN: 'own' }, binDirectories: ['/opt/test/bin'] },
      { passEnvironment: ['OFFLINE_PASSED', 'OFFLINE_ABSENT'] },
    );
    const { variables, remaining } = await echo(`${url}/`);
    const { PATH, MARKER: _, ...others } = variables;
    expect(PATH.split(':')[0]).toBe('/opt/test/bin');
    expect(others).toEqual({
      AWS_ACCESS_KEY_ID: 'offline',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_CLOUDWATCH: service.cloudwatchUrl,
      AWS_ENDPOINT_URL_LAMBDA: service.lambdaUrl,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_FUNCTION_NAME: 'service-test-f',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'provisioned-concurrency',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/service-test-f',
      AWS_LAMBDA_LOG_STREAM_NAME: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][\da-f]{32}$/),
      AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      AWS_REGION: 'us-east-1',
      AWS_SECRET_ACCESS_KEY: 'offline-secret',
      AWS_SESSION_TOKEN: 'offline',
      AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
      AWS_XRAY_DAEMON_ADDRESS: '169.254.79.129:2000',
      LAMBDA_TASK_ROOT: FIXTURES,
      LANG: 'en_US.UTF-8',
      OFFLINE_PASSED: 'passed',
      OWN: 'own',
      TZ: ':UTC',
      _HANDLER: 'functions.streaming',
      _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[\da-f]{8}-[\da-f]{24}$/),
    });
    expect(remaining).toBeLessThanOrEqual(30_000);
  });

  test('that is started on demand is told so', async () => {
    const { url } = await emulate({ provisioned: 0 });
    expect((await echo(`${url}/`)).variables.AWS_LAMBDA_INITIALIZATION_TYPE).toBe('on-demand');
  });

  test('prints its lines whole, behind its name', async () => {
    const { url, lines } = await emulate();
    await (await call(`${url}/?kind=logs`)).rest();
    await expect.poll(() => lines.at(-1)).toMatch(/^f\[0\] REPORT /);
    expect(lines).toHaveLength(6);
    expect(lines).toContain('f[0] half a line');
    expect(lines).toContain('f[0] on stderr');
  });
});

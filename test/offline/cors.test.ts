import { describe, expect, test } from 'vitest';
import type { CorsRules, OfflineSettings } from '../../lib/offline/types.ts';
import { call } from './caller.ts';
import { emulate } from './emulator.ts';

const CORS = {
  allowedOrigins: ['https://player.example'],
  allowedHeaders: ['X-Asked'],
  allowedMethods: ['GET'],
  exposedResponseHeaders: ['ETag'],
  allowCredentials: false,
  maxAge: 60,
};

const withRules = (changes: Partial<CorsRules> = {}) => ({
  handler: 'answers.streaming',
  url: { invokeMode: 'RESPONSE_STREAM' as const, cors: { ...CORS, ...changes } },
});

/** As a browser asks; without an environment: whatever is answered, the function has not said it. */
async function preflight(rules: Partial<CorsRules>, origin: string, settings: Partial<OfflineSettings> = {}) {
  const { url, service } = await emulate({ ...withRules(rules), provisioned: 0 }, settings);
  const answer = await call(url, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'GET' } });
  expect([answer.status, await answer.rest()]).toEqual([200, { text: '', complete: true }]);
  expect(service.figures().f?.ready).toBe(0);
  return answer.headers;
}

const ALLOWED_ORIGIN = 'access-control-allow-origin';

describe('a preflight', () => {
  test('is answered by the rules of serverless.yml, without the function', async () => {
    expect(await preflight({}, 'https://player.example')).toMatchObject({
      [ALLOWED_ORIGIN]: 'https://player.example',
      'access-control-allow-headers': 'X-Asked',
      'access-control-allow-methods': 'GET',
      'access-control-max-age': '60',
      vary: 'Origin',
      'content-type': 'application/json',
      'x-amzn-requestid': expect.stringMatching(/^[\da-f-]{36}$/),
    });
  });

  test('from an origin that is not allowed is told nothing of CORS', async () => {
    const names = Object.keys(await preflight({}, 'https://other.example'));
    expect(names.filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  test('from any origin is told so, where all are allowed', async () => {
    const headers = await preflight({ allowedOrigins: ['*'] }, 'https://other.example');
    expect([headers[ALLOWED_ORIGIN], headers.vary]).toEqual(['*', undefined]);
  });

  test('with credentials is told its own origin, for a browser takes no other', async () => {
    const rules = { allowedOrigins: ['*'], allowCredentials: true };
    expect(await preflight(rules, 'https://other.example')).toMatchObject({
      [ALLOWED_ORIGIN]: 'https://other.example',
      'access-control-allow-credentials': 'true',
      vary: 'Origin',
    });
  });

  test('is not told how long to keep that, where the rules do not say', async () => {
    const { maxAge: _, ...rules } = CORS;
    const url = { invokeMode: 'RESPONSE_STREAM' as const, cors: rules };
    const emulated = await emulate({ handler: 'answers.streaming', url });
    const headers = { origin: 'https://player.example', 'access-control-request-method': 'GET' };
    const answer = await call(emulated.url, { method: 'OPTIONS', headers });
    expect(answer.headers).toHaveProperty(ALLOWED_ORIGIN);
    expect(answer.headers).not.toHaveProperty('access-control-max-age');
    await answer.rest();
  });

  test.each([
    ['http://*.example.com', 'http://a.b.example.com', true],
    ['http://*.example.com', 'http://example.com', false],
    ['http://*.example.com', 'https://a.example.com', false],
    ['http://*.example.com', 'http://a.example.com.evil.test', false],
    ['http://*.example.com', 'http://axexample.com', false],
    ['http://localhost:*', 'http://localhost:60905', true],
    ['http://localhost:*', 'http://localhost', false],
  ])('by the pattern %s from %s: allowed is %s, where an asterisk is a pattern', async (allowed, origin, isAllowed) => {
    const rules = { allowedOrigins: [allowed] };
    const headers = await preflight(rules, origin, { wildcardOrigins: 'pattern' });
    expect(headers[ALLOWED_ORIGIN]).toBe(isAllowed ? origin : undefined);
    expect((await preflight(rules, origin))[ALLOWED_ORIGIN]).toBeUndefined();
  });
});

test('OPTIONS that is no preflight reaches the function.', async () => {
  const { url } = await emulate(withRules());
  const answer = await call(`${url}/?parts=x`, { method: 'OPTIONS', headers: { origin: 'https://player.example' } });
  expect([answer.status, answer.headers[ALLOWED_ORIGIN]]).toEqual([200, 'https://player.example']);
  expect((await answer.rest()).text).toBe('x');
});

describe('an answer to another origin', () => {
  test('has the headers of the rules, for an allowed origin only; the function runs for all', async () => {
    const { url } = await emulate(withRules());
    const ask = (origin: string) => call(`${url}/?parts=x`, { method: 'DELETE', headers: { origin } });
    const allowed = await ask('https://player.example');
    expect(allowed.headers).toMatchObject({
      [ALLOWED_ORIGIN]: 'https://player.example',
      'access-control-expose-headers': 'ETag',
      vary: 'Origin',
    });
    expect(allowed.headers['access-control-allow-methods']).toBeUndefined();
    expect((await allowed.rest()).text).toBe('x');
    const other = await ask('https://other.example');
    expect(other.headers[ALLOWED_ORIGIN]).toBeUndefined();
    expect((await other.rest()).text).toBe('x');
  });

  test('has those of the function as well, which makes two of one', async () => {
    const { url } = await emulate(withRules());
    const head = JSON.stringify({ headers: { [ALLOWED_ORIGIN]: '*', vary: 'Accept' } });
    const origin = 'https://player.example';
    const answer = await call(`${url}/?parts=x&head=${encodeURIComponent(head)}`, { headers: { origin } });
    expect(answer.headers[ALLOWED_ORIGIN]).toBe(`*, ${origin}`);
    expect(answer.headers.vary).toBe('Accept, Origin');
    await answer.rest();
  });
});

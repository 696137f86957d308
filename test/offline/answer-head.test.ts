import { describe, expect, test } from 'vitest';
import { call } from './caller.ts';
import { emulate } from './emulator.ts';

const STREAMED = { handler: 'answers.streaming', url: { invokeMode: 'RESPONSE_STREAM' as const } };
const BUFFERED = { handler: 'answers.buffered', url: { invokeMode: 'BUFFERED' as const } };

const asks = (url: string, query: Record<string, string>) => `${url}/?${new URLSearchParams(query)}`;

const HEADERS = {
  ...{
    Connection: 'close',
    'Content-Length': '999',
    Date: 'today',
    Host: 'h',
    Server: 's',
    'WWW-Authenticate': 'Basic',
  },
  ...{ 'Transfer-Encoding': 'identity', 'Keep-Alive': 'timeout=1', 'X-Own': 'yes', 'X-Amzn-RequestId': 'mine' },
};

describe.each([
  ['streamed', STREAMED, { head: JSON.stringify({ statusCode: 201, headers: HEADERS }), parts: 'body' }],
  ['buffered', BUFFERED, { answer: JSON.stringify({ statusCode: 201, headers: HEADERS, body: 'body' }) }],
])('the head of a %s answer', (_, definition, query) => {
  test('has the words of the front where those of the function would break HTTP, which come by another name', async () => {
    const { url } = await emulate(definition);
    const answer = await call(asks(url, query));
    const { headers } = answer;
    expect([answer.status, headers['x-own']]).toEqual([201, 'yes']);
    expect(headers).toMatchObject({
      'x-amzn-remapped-connection': 'close',
      'x-amzn-remapped-content-length': '999',
      'x-amzn-remapped-date': 'today',
      'x-amzn-remapped-host': 'h',
      'x-amzn-remapped-server': 's',
      'x-amzn-remapped-transfer-encoding': 'identity',
      'x-amzn-remapped-www-authenticate': 'Basic',
    });
    for (const name of ['host', 'server', 'www-authenticate']) expect(headers[name]).toBeUndefined();
    expect(headers['x-amzn-requestid']).toMatch(/^[\da-f-]{36}$/);
    expect(await answer.rest()).toEqual({ text: 'body', complete: true });
  });
});

describe('a buffered answer', () => {
  const ask = async (answer: unknown, method = 'GET') => {
    const { url } = await emulate(BUFFERED);
    return call(asks(url, { answer: JSON.stringify(answer) }), { method });
  };

  test('is decoded from base64 where it says so', async () => {
    const answer = await ask({ statusCode: 200, body: Buffer.from('ä').toString('base64'), isBase64Encoded: true });
    expect(answer.headers['content-length']).toBe('2');
    expect((await answer.rest()).text).toBe('ä');
  });

  test('without a content type is JSON, and takes its status as text', async () => {
    const answer = await ask({ statusCode: '418', body: 'i am a teapot' });
    expect([answer.status, answer.headers['content-type']]).toEqual([418, 'application/json']);
    expect((await answer.rest()).text).toBe('i am a teapot');
  });

  test('has the content type and the cookies of its headers', async () => {
    const headers = { 'Content-Type': 'text/html', 'Set-Cookie': 'a=1' };
    const answer = await ask({ statusCode: 200, headers, cookies: ['b=2'], body: '<p>' });
    expect(answer.headers).toMatchObject({ 'content-type': 'text/html', 'set-cookie': ['a=1', 'b=2'] });
    await answer.rest();
  });

  test.each([
    [{ message: 'Hello' }, '{"message":"Hello"}'],
    [['hello', 3, true], '["hello",3,true]'],
    [null, 'null'],
  ])('without a statusCode is the body of a 200: %j', async (value, text) => {
    const answer = await ask(value);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json']);
    expect((await answer.rest()).text).toBe(text);
  });

  test('sets each cookie by a header of its own, and knows no multi-value headers', async () => {
    const cookies = ['a=1; Expires=21 Oct 2021 07:48 GMT', 'b=2'];
    const answer = await ask({ statusCode: 200, cookies, multiValueHeaders: { 'x-many': ['1', '2'] } });
    expect(answer.headers['set-cookie']).toEqual(cookies);
    expect(answer.headers['x-many']).toBeUndefined();
    await answer.rest();
  });

  test('to HEAD has the length of the body that it leaves out', async () => {
    const answer = await ask({ statusCode: 200, body: 'body' }, 'HEAD');
    expect(answer.headers['content-length']).toBe('4');
    expect(await answer.rest()).toEqual({ text: '', complete: true });
  });

  test.each([{ statusCode: 99 }, { statusCode: 'OK' }, { statusCode: 200, headers: { 'not a name': 'x' } }])(
    'that is none is a 502: %j',
    async (value) => {
      const answer = await ask(value);
      expect([answer.status, (await answer.rest()).text]).toEqual([502, 'Internal Server Error']);
    },
  );
});

describe('a handler of the other kind', () => {
  test('that streams is collected behind BUFFERED', async () => {
    const { url } = await emulate({ ...STREAMED, url: BUFFERED.url });
    const head = JSON.stringify({ statusCode: 201, headers: { 'x-own': 'yes' }, cookies: ['a=1'] });
    const answer = await call(asks(url, { head, parts: 'one|two' }));
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({ 'x-own': 'yes', 'content-length': '6', 'set-cookie': ['a=1'] });
    expect((await answer.rest()).text).toBe('onetwo');
  });

  test('that streams is lost behind BUFFERED where that is asked for', async () => {
    const { url, progress } = await emulate({ ...STREAMED, url: BUFFERED.url }, { streamBehindBuffered: 'lost' });
    const answer = await call(asks(url, { head: JSON.stringify({ statusCode: 201 }), parts: 'one' }));
    expect([answer.status, await answer.rest()]).toEqual([200, { text: '', complete: true }]);
    expect(progress.join('\n')).toContain('its URL is BUFFERED');
  });

  test('that does not stream is taken by its word behind RESPONSE_STREAM: its JSON is the body', async () => {
    const { url } = await emulate({ ...BUFFERED, url: STREAMED.url });
    const value = { statusCode: 201, body: 'text' };
    const answer = await call(asks(url, { answer: JSON.stringify(value) }));
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json']);
    expect(JSON.parse((await answer.rest()).text)).toEqual(value);
  });
});

test.each([
  ['BUFFERED', BUFFERED.url],
  ['RESPONSE_STREAM', STREAMED.url],
])('What a handler returns is 6 MB at most: %s', async (_, url) => {
  const emulated = await emulate({ ...BUFFERED, url });
  const small = await call(`${emulated.url}/?bytes=6000000`);
  expect([small.status, (await small.rest()).complete]).toEqual([200, true]);
  const large = await call(`${emulated.url}/?bytes=6300000`);
  expect([large.status, (await large.rest()).text]).toEqual([502, 'Internal Server Error']);
  expect(emulated.progress.join('\n')).toContain('more than 6291556 bytes');
});

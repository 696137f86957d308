import { describe, expect, test } from 'vitest';
import { call } from './caller.ts';
import { emulate } from './emulator.ts';

describe('a buffered Function URL', () => {
  const buffered = { handler: 'functions.buffered', url: { invokeMode: 'BUFFERED' as const } };

  test('turns an object with a statusCode into the answer', async () => {
    const { url } = await emulate(buffered);
    const answer = await call(url, { method: 'POST', body: 'text', headers: { 'content-type': 'text/plain' } });
    expect(answer.status).toBe(201);
    expect(answer.headers).toMatchObject({ 'x-own': 'yes', 'content-length': '4', 'set-cookie': ['a=1'] });
    expect((await answer.rest()).text).toBe('text');
  });

  test('sends any other value as JSON', async () => {
    const { url } = await emulate(buffered);
    const answer = await call(`${url}/?kind=text`);
    expect(answer.headers['content-type']).toBe('application/json');
    expect((await answer.rest()).text).toBe('"hello"');
  });

  test('answers an error with 502', async () => {
    const { url } = await emulate(buffered);
    expect((await call(`${url}/?kind=fails`)).status).toBe(502);
  });

  test('collects what a streaming handler writes, and never sends half of it', async () => {
    const { url } = await emulate({ url: buffered.url });
    const whole = await call(`${url}/?kind=echo`);
    expect(whole.status).toBe(200);
    expect(Number(whole.headers['content-length'])).toBe((await whole.rest()).text.length);
    expect((await call(`${url}/?kind=midway`)).status).toBe(502);
  });
});

/** Frameworks as their documentation shows them, unmodified: what runs on Lambda runs here. */
import { describe, expect, test } from 'vitest';
import { call } from './caller.ts';
import { door, emulate, eventually } from './emulator.ts';

describe('an application of Hono', () => {
  const hono = () => emulate({ handler: 'hono.handler' });

  test('answers with status, headers and body', async () => {
    const { url } = await hono();
    const answer = await call(`${url}/?name=you`);
    expect([answer.status, answer.headers['x-own'], answer.headers['content-type']]).toEqual([
      201,
      'yes',
      'text/plain; charset=UTF-8',
    ]);
    expect(await answer.rest()).toEqual({ text: 'Hello you', complete: true });
  });

  test('reads a body', async () => {
    const { url } = await hono();
    const headers = { 'content-type': 'application/json' };
    const answer = await call(`${url}/echo`, { method: 'POST', headers, body: '{"a":"ü"}' });
    expect(await answer.rest()).toEqual({ text: '{"a":"ü"}', complete: true });
  });

  test('streams a text as it is written', async () => {
    const { url } = await hono();
    const entrance = await door();
    const answer = await call(`${url}/text?door=${encodeURIComponent(entrance.url)}`);
    for (const word of ['one', 'two', 'three']) {
      expect(await answer.next()).toBe(word);
      await eventually(() => expect(entrance.waiting()).toBe(1));
      entrance.open();
    }
    expect(await answer.rest()).toEqual({ text: '', complete: true });
  });

  test('sends events', async () => {
    const { url } = await hono();
    const answer = await call(`${url}/events`);
    expect(answer.headers['content-type']).toContain('text/event-stream');
    const { text, complete } = await answer.rest();
    expect(complete).toBe(true);
    expect(text).toContain('event: update\ndata: message 1\nid: 1\n\n');
  });

  test('does not find what it has not', async () => {
    const { url } = await hono();
    const answer = await call(`${url}/nowhere`);
    expect([answer.status, (await answer.rest()).text]).toEqual([404, '404 Not Found']);
  });
});

test("A function of middy's streams a Readable.", async () => {
  const { url } = await emulate({ handler: 'middy.handler' });
  const answer = await call(`${url}/some/path`);
  expect(answer.headers['content-type']).toBe('text/csv');
  expect(await answer.rest()).toEqual({ text: 'id,path\n1,/some/path\n', complete: true });
});

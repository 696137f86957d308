import { describe, expect, test } from 'vitest';
import { call } from './caller.ts';
import { door, emulate, eventually } from './emulator.ts';

describe('a streamed answer', () => {
  test('arrives while it is still being produced', async () => {
    const { url } = await emulate();
    const entrance = await door();
    const answer = await call(`${url}/?kind=parts&door=${entrance.url}`);
    expect(answer.headers['content-type']).toBe('text/plain');
    expect(await answer.next()).toBe('first');
    await eventually(() => expect(entrance.waiting()).toBe(1));
    entrance.open();
    expect(await answer.rest()).toEqual({ text: 'second', complete: true });
  });

  test('is written no faster than it is read', async () => {
    const { url, lines } = await emulate();
    const total = 128 * 1024 * 1024;
    const written = (): number =>
      Number(
        lines
          .findLast((line) => line.includes(' written '))
          ?.split(' ')
          .at(-1) ?? 0,
      );
    const answer = await call(`${url}/?kind=flood&bytes=${total}`);
    let before = -1;
    while (written() === 0 || written() > before) {
      before = written();
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    // Four socket buffers lie between the two; the rest must wait for the reader.
    expect(written()).toBeLessThan(total / 4);
    let read = 0;
    for await (const chunk of answer.message) read += chunk.length;
    expect(read).toBe(total);
    expect(written()).toBe(total);
  });

  test('without a prelude is 200 and application/octet-stream', async () => {
    const { url } = await emulate();
    const answer = await call(`${url}/?kind=plain`);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/octet-stream');
    expect(await answer.rest()).toEqual({ text: 'no prelude', complete: true });
  });

  test.each([
    ['HEAD', 200],
    ['GET', 304],
    ['GET', 204],
    ['GET', 200],
  ])('that is empty ends at once: %s %i', async (method, status) => {
    const { url } = await emulate();
    const answer = await call(`${url}/?kind=status&status=${status}`, { method });
    expect(answer.status).toBe(status);
    expect(answer.headers.etag).toBe('"x"');
    expect(await answer.rest()).toEqual({ text: '', complete: true });
  });

  test('keeps its connection for the next request', async () => {
    const { url } = await emulate();
    const { Agent } = await import('node:http');
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = await call(`${url}/?kind=plain`, { agent });
    const port = first.message.socket.localPort;
    await first.rest();
    const second = await call(`${url}/?kind=plain`, { agent });
    expect(second.message.socket.localPort).toBe(port);
    await second.rest();
    agent.destroy();
  });
});

describe('an answer that fails', () => {
  test('before the first byte is a 502', async () => {
    const { url } = await emulate();
    const answer = await call(`${url}/?kind=fails`);
    expect(answer.status).toBe(502);
    expect((await answer.rest()).text).toBe('Internal Server Error');
  });

  test('midway, with error trailers, is broken off', async () => {
    const { url, progress } = await emulate();
    const answer = await call(`${url}/?kind=midway`);
    expect(answer.status).toBe(200);
    expect(await answer.rest()).toEqual({ text: 'half', complete: false });
    expect(progress.join('\n')).toContain('TypeError');
    expect((await call(`${url}/?kind=plain`)).status).toBe(200);
  });

  test('midway ends cleanly where that is asked for', async () => {
    const { url } = await emulate({}, { brokenStream: 'clean' });
    expect(await (await call(`${url}/?kind=midway`)).rest()).toEqual({ text: 'half', complete: true });
  });

  test('with its environment midway is broken off', async () => {
    const { url } = await emulate();
    expect(await (await call(`${url}/?kind=crashMidway`)).rest()).toEqual({ text: 'half', complete: false });
  });
});

import { describe, expect, test } from 'vitest';
import { call } from './caller.ts';
import { door, emulate, eventually } from './emulator.ts';

describe('the concurrency of a function', () => {
  test('is all there before the start is over', async () => {
    const { service, processes } = await emulate({ provisioned: 3, limit: 3 });
    expect(service.figures()).toEqual({
      f: { provisioned: 3, failures: 0, ready: 3, busy: 0, running: 0, warmRunning: 0, warmReady: 3 },
    });
    expect(processes()).toHaveLength(3);
  });

  test('runs as many requests at once, answers one more with 429, and goes on after', async () => {
    const { url, service } = await emulate({ provisioned: 3, limit: 3, reserved: 3 });
    const entrance = await door();
    const running = await Promise.all([1, 2, 3].map(() => call(`${url}/?kind=parts&door=${entrance.url}`)));
    await eventually(() => expect(entrance.waiting()).toBe(3));
    expect(service.figures().f).toMatchObject({ ready: 3, busy: 3 });

    const refused = await call(`${url}/`);
    expect(refused.status).toBe(429);
    expect(refused.headers['x-amzn-errortype']).toBe('TooManyRequestsException');
    expect(JSON.parse((await refused.rest()).text)).toEqual({
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      Type: 'User',
      message: 'Rate Exceeded.',
    });

    entrance.open();
    for (const answer of running) expect(await answer.rest()).toEqual({ text: 'firstsecond', complete: true });
    await eventually(() => expect(service.figures().f?.busy).toBe(0));
    expect((await call(`${url}/?kind=plain`)).status).toBe(200);
  });

  test('lets one caller after the other in without a 429 between them', async () => {
    const { url } = await emulate();
    const statuses: number[] = [];
    for (let count = 0; count < 30; count += 1) {
      const answer = await call(`${url}/?kind=plain`);
      await answer.rest();
      statuses.push(answer.status);
    }
    expect(statuses).toEqual(Array(30).fill(200));
  });

  test('without provisioning starts environments on demand, up to the limit', async () => {
    const { url, service } = await emulate({ provisioned: 0, limit: 2 });
    expect(service.figures().f?.ready).toBe(0);
    const entrance = await door();
    const parts = `${url}/?kind=parts&door=${entrance.url}`;
    const running = await Promise.all([call(parts), call(parts)]);
    expect((await call(parts)).status).toBe(429);
    await eventually(() => expect(entrance.waiting()).toBe(2));
    entrance.open();
    for (const answer of running) expect((await answer.rest()).complete).toBe(true);
  });
});

describe('a caller that hangs up', () => {
  test('is not noticed by the function, which keeps its environment busy', async () => {
    const { url, service } = await emulate();
    const entrance = await door();
    const answer = await call(`${url}/?kind=parts&door=${entrance.url}`);
    await eventually(() => expect(entrance.waiting()).toBe(1));
    answer.message.destroy();
    expect((await call(`${url}/`)).status).toBe(429);
    entrance.open();
    await eventually(() => expect(service.figures().f?.busy).toBe(0));
  });

  test('before the answer begins does no harm', async () => {
    const { url, lines } = await emulate();
    const entrance = await door();
    const abort = new AbortController();
    const asked = call(`${url}/?kind=late&door=${entrance.url}`, { signal: abort.signal });
    await eventually(() => expect(entrance.waiting()).toBe(1));
    abort.abort();
    await expect(asked).rejects.toThrow();
    entrance.open();
    await eventually(() => expect(lines).toContain('f[0] done'));
    expect((await call(`${url}/?kind=plain`)).status).toBe(200);
  });

  test('is noticed where that is asked for, and the same environment goes on', async () => {
    const { url, lines, service } = await emulate({}, { clientDisconnect: 'abort' });
    const answer = await call(`${url}/?kind=endless`);
    const [pid] = ((await answer.next()) ?? '').split(' ');
    answer.message.destroy();
    await eventually(() => expect(lines.join('\n')).toContain('told of the hang-up'));
    await eventually(() => expect(service.figures().f?.busy).toBe(0));
    const after = await call(`${url}/?kind=echo`);
    expect(JSON.parse((await after.rest()).text).pid).toBe(Number(pid));
  });
});

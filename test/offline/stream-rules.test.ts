import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../lib/offline/config/defaults.ts';
import { paced } from '../../lib/offline/front/pace.ts';
import { streamBody } from '../../lib/offline/front/stream-body.ts';
import type { OfflineSettings } from '../../lib/offline/types.ts';
import { call } from './caller.ts';
import { door, emulate, eventually } from './emulator.ts';

const start = (settings: Partial<OfflineSettings> = {}) => emulate({ handler: 'answers.streaming' }, settings);

const HEAD = encodeURIComponent(JSON.stringify({ statusCode: 203, headers: { 'x-own': 'yes' } }));

describe('a streamed answer without a body', () => {
  test('ends at once', async () => {
    const { url } = await start();
    const answer = await call(`${url}/?head=${HEAD}&parts=`);
    expect([answer.status, answer.headers['x-own']]).toEqual([203, 'yes']);
    expect(await answer.rest()).toEqual({ text: '', complete: true });
  });

  test('and without a write loses its status and its headers, and the log says why', async () => {
    const { url, progress } = await start();
    const answer = await call(`${url}/?head=${HEAD}`);
    expect([answer.status, answer.headers['x-own']]).toEqual([200, undefined]);
    expect(await answer.rest()).toEqual({ text: '', complete: true });
    expect(progress.join('\n')).toContain('the stream ended without a write');
  });

  test('stays open where that is asked for, long after the function is done', async () => {
    const { url, service } = await start({ emptyStream: 'hang' });
    const hanging = [await call(`${url}/?head=${HEAD}&parts=`), await call(`${url}/?head=${HEAD}`)];
    expect(hanging.map(({ status }) => status)).toEqual([203, 200]);
    // The environment, of which there is one, is free for others; HEAD has no body that could be missing.
    expect(await (await call(`${url}/?parts=x`)).rest()).toEqual({ text: 'x', complete: true });
    expect(await (await call(`${url}/?head=${HEAD}&parts=`, { method: 'HEAD' })).rest()).toMatchObject({
      complete: true,
    });
    expect(hanging.map(({ message }) => message.complete)).toEqual([false, false]);
    await service.close();
    expect(await hanging[0]?.rest()).toEqual({ text: '', complete: false });
  });
});

test('A stream that fails before its first write is a 502, whatever its head would have been.', async () => {
  const { url } = await start();
  const answer = await call(`${url}/?head=${HEAD}&fails=early`);
  expect([answer.status, answer.headers['x-own']]).toEqual([502, undefined]);
  expect((await answer.rest()).text).toBe('Internal Server Error');
  expect(await (await call(`${url}/?parts=x`)).rest()).toEqual({ text: 'x', complete: true });
});

describe('small chunks', () => {
  test('are sent at once', async () => {
    const { url } = await start();
    const entrance = await door();
    const answer = await call(`${url}/?parts=one|two&door=${entrance.url}`);
    expect(await answer.next()).toBe('one');
    await eventually(() => expect(entrance.waiting()).toBe(1));
    entrance.open();
    expect(await answer.next()).toBe('two');
    await eventually(() => expect(entrance.waiting()).toBe(1));
    entrance.open();
    expect(await answer.rest()).toEqual({ text: '', complete: true });
  });

  test('wait for the next write, or for the end, where that is asked for', async () => {
    const { url } = await start({ smallChunks: 'held' });
    const entrance = await door();
    let begun = false;
    const answered = call(`${url}/?parts=one|two&door=${entrance.url}`).then((answer) => {
      begun = true;
      return answer;
    });
    await eventually(() => expect(entrance.waiting()).toBe(1));
    expect(begun).toBe(false);
    entrance.open();
    const answer = await answered;
    expect(await answer.next()).toBe('one');
    await eventually(() => expect(entrance.waiting()).toBe(1));
    entrance.open();
    expect(await answer.rest()).toEqual({ text: 'two', complete: true });
  });
});

describe('a long streamed answer', () => {
  const LIMIT = 120_000;

  test('may have 200 MB', () => {
    expect(DEFAULT_SETTINGS.streamLimitBytes).toBe(200 * 1024 * 1024);
  });

  test.each([
    ['reset', false],
    ['clean', true],
  ] as const)('is broken off behind its limit, as brokenStream says: %s', async (brokenStream, complete) => {
    const { url, progress } = await start({ streamLimitBytes: LIMIT, brokenStream });
    const whole = await (await call(`${url}/?bytes=${LIMIT}`)).rest();
    expect([whole.text.length, whole.complete]).toEqual([LIMIT, true]);
    const cut = await (await call(`${url}/?bytes=${LIMIT + 1}`)).rest();
    expect([cut.text.length, cut.complete]).toEqual([LIMIT, complete]);
    expect(progress.join('\n')).toContain(`longer than ${LIMIT} bytes`);
    expect((await call(`${url}/?parts=x`)).status).toBe(200);
  });

  test('arrives whole at the speed that AWS allows', async () => {
    const { url } = await start({ streamBandwidth: 'as-on-aws' });
    const bytes = 6 * 1024 * 1024 + 300_000;
    const { text, complete } = await (await call(`${url}/?bytes=${bytes}`)).rest();
    expect([text.length, complete]).toEqual([bytes, true]);
  });
});

describe('the pace', () => {
  afterEach(() => void vi.useRealTimers());

  test.for([
    ['off', [9, 9, 9]],
    ['as-on-aws', [8, 8, 9]],
  ] as const)(
    'is %s: of 6, 2 and 1 MB so many are with the connection at once, and a second later',
    ([streamBandwidth, expected]) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
      const megabyte = 1024 ** 2;
      let bytes = 0;
      const write = (chunk: Buffer): boolean => {
        bytes += chunk.length;
        return true;
      };
      const response = Object.assign(new EventEmitter(), { write }) as unknown as ServerResponse;
      const rules = { ...DEFAULT_SETTINGS, streamBandwidth };
      const body = streamBody(
        response,
        rules,
        () => {},
        () => {},
      );
      for (const megabytes of [6, 2, 1]) body.write(Buffer.alloc(megabytes * megabyte));
      const seen = [0, 999, 1].map((milliseconds) => {
        vi.advanceTimersByTime(milliseconds);
        return bytes / megabyte;
      });
      expect(seen).toEqual(expected);
    },
  );

  test('lets a burst pass, then so many bytes a second, and the end last', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const seen: (number | string)[] = [];
    const next = { write: (chunk: Buffer) => seen.push(chunk.length) > 0, end: (finish: () => void) => finish() };
    const pace = paced(next, { burstBytes: 10, bytesPerSecond: 10, onReady: () => seen.push('ready') });
    const write = (bytes: number) => pace.write(Buffer.alloc(bytes));
    expect([write(8), write(7), write(5)]).toEqual([true, true, false]);
    expect(seen).toEqual([8, 7]);
    vi.advanceTimersByTime(499);
    expect(seen).toEqual([8, 7]);
    vi.advanceTimersByTime(1);
    expect(seen).toEqual([8, 7, 5, 'ready']);
    expect(write(1)).toBe(false);
    pace.end(() => seen.push('end'));
    vi.advanceTimersByTime(500);
    expect(seen).toEqual([8, 7, 5, 'ready', 1, 'end']);
    // A pause is not made up for.
    vi.advanceTimersByTime(60_000);
    expect([write(20), write(1)]).toEqual([true, false]);
    pace.stop();
    vi.advanceTimersByTime(60_000);
    expect(seen).toEqual([8, 7, 5, 'ready', 1, 'end', 20]);
  });
});

import { expect, test, vi } from 'vitest';
import { waitFor } from '../../../../lib/source/http/wait.ts';

const late = (): Error => new Error('late');

test('a wait that was won stops with what it won', async () => {
  const stop = vi.fn();
  const won = waitFor<string>({ ms: 1_000, late, signal: undefined }, (resolve) => {
    setTimeout(resolve, 1, 'first');
    setTimeout(resolve, 2, 'second');
    return stop;
  });
  expect(await won).toBe('first');
  expect(stop.mock.calls).toEqual([['first']]);
});

test('a wait that is settled at once still stops, once', async () => {
  const stop = vi.fn();
  const won = waitFor<string>({ ms: 1_000, late, signal: undefined }, (resolve, reject) => {
    resolve('now');
    reject(new Error('too late'));
    return stop;
  });
  expect(await won).toBe('now');
  expect(stop.mock.calls).toEqual([['now']]);
});

test('an error, a deadline and an abort stop it with nothing', async () => {
  const stop = vi.fn();
  const abort = new AbortController();
  const failed = waitFor({ ms: 1_000, late, signal: undefined }, (_resolve, reject) => {
    setTimeout(reject, 1, new Error('failed'));
    return stop;
  });
  const overdue = waitFor({ ms: 1, late, signal: undefined }, () => stop);
  const aborted = waitFor({ ms: 1_000, late, signal: abort.signal }, () => stop);
  abort.abort(new Error('aborted'));
  const ends = await Promise.allSettled([failed, overdue, aborted]);
  expect(ends.map((end) => end.status === 'rejected' && end.reason.message)).toEqual(['failed', 'late', 'aborted']);
  expect(stop.mock.calls).toEqual([[undefined], [undefined], [undefined]]);
});

test('what was aborted before is not begun', async () => {
  const begin = vi.fn(() => () => {});
  const signal = AbortSignal.abort(new Error('before'));
  await expect(waitFor({ ms: 1_000, late, signal }, begin)).rejects.toThrow('before');
  expect(begin).not.toHaveBeenCalled();
});

test('a beginning that throws is a wait that failed', async () => {
  const broken = waitFor({ ms: 1_000, late, signal: undefined }, () => {
    throw new Error('broken');
  });
  await expect(broken).rejects.toThrow('broken');
});

import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Environment } from '../../../lib/offline/environment/environment.ts';
import type { Invocation, RuntimeAnswer } from '../../../lib/offline/environment/invocation.ts';
import { createPool, type EnvironmentStarter } from '../../../lib/offline/environment/pool.ts';
import { EnvironmentLost, Throttled } from '../../../lib/offline/errors.ts';
import { definition } from '../../offline/emulator.ts';

/** An environment that does nothing by itself. */
interface Puppet {
  readonly becomeIdle: () => void;
  readonly endAnswer: () => void;
  readonly die: () => void;
}

const INVOCATION: Invocation = { requestId: 'r', payload: '{}', traceId: 't' };

/** A pool of puppets, in the order in which they were started. */
function puppetPool(limit: number) {
  const puppets: Puppet[] = [];
  const start: EnvironmentStarter = async (index, _type, { onIdle, onGone }): Promise<Environment> => {
    const { promise: ended, resolve } = Promise.withResolvers<EnvironmentLost>();
    const die = (): void => {
      onGone();
      resolve(new EnvironmentLost('it died'));
    };
    let body = new PassThrough();
    puppets.push({ becomeIdle: onIdle, endAnswer: () => body.resume().end(), die });
    const invoke = async (): Promise<RuntimeAnswer> => {
      body = Object.assign(new PassThrough(), { trailers: {} });
      const response = { kind: 'response', streaming: true, contentType: 'text/plain', body, handlerDone: ended };
      return response as unknown as RuntimeAnswer;
    };
    return { index, ended, kill: die, invoke };
  };
  const pool = createPool(definition({ provisioned: 1, limit }), start);
  /** What became of a request so far. */
  const ask = (): (() => string) => {
    let outcome = 'waits';
    pool.invoke(INVOCATION).then(
      () => (outcome = 'answered'),
      (error: unknown) => (outcome = error instanceof Throttled ? 'throttled' : String(error)),
    );
    return () => outcome;
  };
  const puppet = (index: number): Puppet => puppets[index] ?? expect.fail(`nobody has started number ${index}`);
  async function startIdle(): Promise<void> {
    const started = pool.start(1);
    puppet(0).becomeIdle();
    await started;
  }
  /** Its one environment has answered, and runs on. */
  async function startFinishing(): Promise<void> {
    await startIdle();
    ask();
    await vi.advanceTimersByTimeAsync(0);
    puppet(0).endAnswer();
    await vi.advanceTimersByTimeAsync(10);
    expect(pool.figures()).toMatchObject({ busy: 1, running: 0 });
  }
  return { pool, ask, puppet, startIdle, startFinishing };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('who finds all environments busy behind their answers', () => {
  test('waits a second for one of them, and is throttled', async () => {
    const { ask, startFinishing } = puppetPool(1);
    await startFinishing();
    const asked = ask();
    await vi.advanceTimersByTimeAsync(900);
    expect(asked()).toBe('waits');
    await vi.advanceTimersByTimeAsync(200);
    expect(asked()).toBe('throttled');
  });

  test('waits longer where its place is being made', async () => {
    const { ask, puppet, startFinishing } = puppetPool(1);
    await startFinishing();
    const asked = ask();
    puppet(0).die();
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked()).toBe('waits');
    puppet(1).becomeIdle();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked()).toBe('answered');
  });

  test('does not wait for a place that is made for somebody else', async () => {
    const { ask, puppet, startFinishing } = puppetPool(2);
    await startFinishing();
    const [first, second] = [ask(), ask()];
    puppet(1).becomeIdle();
    await vi.advanceTimersByTimeAsync(1100);
    expect([first(), second()]).toEqual(['answered', 'throttled']);
  });
});

test('all that is to be warm is there in the end, where one on the way has not initialised', async () => {
  const { pool, puppet, startIdle } = puppetPool(10);
  await startIdle();
  pool.resize(4);
  puppet(1).die();
  await vi.advanceTimersByTimeAsync(1000);
  for (const index of [2, 3, 4]) {
    puppet(index).becomeIdle();
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(pool.figures()).toMatchObject({ provisioned: 4, warmReady: 4 });
});

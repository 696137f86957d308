import { expect, test } from 'vitest';
import { lastKnown } from '../../../lib/fleet/last-known.ts';

/** Somebody who answers when he is told to. */
function oracle() {
  const questions: PromiseWithResolvers<number>[] = [];
  const failures: unknown[] = [];
  const now = { ms: 0 };
  const ask = (): Promise<number> => {
    const question = Promise.withResolvers<number>();
    questions.push(question);
    return question.promise;
  };
  const known = lastKnown(
    ask,
    (error) => failures.push(error),
    () => now.ms,
  );
  return { questions, failures, now, known };
}

test('Whoever does not answer is not waited for, and what he says later is known then.', async () => {
  const { questions, known } = oracle();
  expect(await known()).toEqual({ value: undefined, isFresh: false });
  questions[0]?.resolve(7);
  expect(await known()).toEqual({ value: 7, isFresh: true });
  expect(questions).toHaveLength(1);
});

test('What is known is told for ten seconds without asking, and then asked for anew.', async () => {
  const { questions, now, known } = oracle();
  const first = known();
  questions[0]?.resolve(1);
  expect(await first).toEqual({ value: 1, isFresh: true });
  now.ms = 9_999;
  expect(await known()).toEqual({ value: 1, isFresh: true });
  expect(questions).toHaveLength(1);
  now.ms = 10_000;
  const second = known();
  expect(questions).toHaveLength(2);
  questions[1]?.resolve(2);
  expect(await second).toEqual({ value: 2, isFresh: true });
});

test('Meanwhile those who ask share one question, and what is old is told as old.', async () => {
  const { questions, now, known } = oracle();
  const first = known();
  questions[0]?.resolve(1);
  await first;
  now.ms = 20_000;
  expect(await Promise.all([known(), known()])).toEqual([
    { value: 1, isFresh: false },
    { value: 1, isFresh: false },
  ]);
  expect(questions).toHaveLength(2);
});

test('Who fails is asked again by the next, and his reason is told.', async () => {
  const { questions, failures, known } = oracle();
  const first = known();
  questions[0]?.reject(new Error('no route'));
  expect(await first).toEqual({ value: undefined, isFresh: false });
  expect(failures).toEqual([new Error('no route')]);
  const second = known();
  questions[1]?.resolve(3);
  expect(await second).toEqual({ value: 3, isFresh: true });
});

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A process that answers what it is asked. */
export interface OwnProcess<Question, Answer> {
  readonly ask: (question: Question) => Promise<Answer>;
  /** Resolves when it is gone; who still waits for an answer gets none. */
  readonly close: () => Promise<void>;
}

interface Reply<Answer> {
  readonly id: number;
  readonly answer?: Answer;
  readonly error?: string;
}

/**
 * Starts a script, which is to call {@link answering}. Sources and listeners are elsewhere: on the thread of a
 * test they wait for each other, and for its garbage, and what is late then is not the service. In a session of their own they do
 * not share the service's part of the processors either (sched(7), autogroup).
 */
export function startOwnProcess<Question extends object, Answer>(script: URL): OwnProcess<Question, Answer> {
  const child = fork(fileURLToPath(script), { detached: true });
  const gone = once(child, 'exit');
  const asked = new Map<number, PromiseWithResolvers<Answer>>();
  child.on('message', ({ id, answer, error }: Reply<Answer>) => {
    if (error === undefined) asked.get(id)?.resolve(answer as Answer);
    else asked.get(id)?.reject(new Error(error));
    asked.delete(id);
  });
  child.once('exit', (code) => {
    for (const { reject } of asked.values()) reject(new Error(`${basename(script.pathname)} ended with ${code}.`));
  });
  let count = 0;
  return {
    ask: (question) => {
      const waiting = Promise.withResolvers<Answer>();
      asked.set(++count, waiting);
      child.send({ id: count, question });
      return waiting.promise;
    },
    close: async () => {
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}

/** The other side: answers each question of the parent, and ends with it. */
export function answering<Question>(answer: (question: Question) => Promise<unknown>): void {
  process.on('message', ({ id, question }: { id: number; question: Question }) => {
    answer(question).then(
      (answered) => process.send?.({ id, answer: answered }),
      (error: unknown) => process.send?.({ id, error: String(error) }),
    );
  });
  process.once('disconnect', () => process.exit());
}

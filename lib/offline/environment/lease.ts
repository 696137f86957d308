import { type RuntimeAnswer, trailingError } from './invocation.ts';

/** Calls back once, when an answer is complete or never will be: until then its concurrency is in use, whoever still listens. */
export function onAnswerOver(answer: RuntimeAnswer, callback: (failed: boolean) => void): void {
  if (answer.kind !== 'response') {
    callback(true);
    return;
  }
  let isOver = false;
  const over = (failed: boolean): void => {
    if (isOver) return;
    isOver = true;
    callback(failed);
  };
  const { body } = answer;
  body.once('end', () => over(trailingError(body) !== undefined));
  body.once('close', () => over(body.errored !== null));
}

import { setTimeout as pause } from 'node:timers/promises';
import { type PlatformAnswer, REQUEST_TOO_LARGE } from '../../front/platform-answers.ts';
import { outcomeOfWork, type Work } from './buffered.ts';
import { problemOf } from './failure.ts';
import { type Invoked, payloadOf } from './invocation.ts';

/** An event is smaller than a request: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const EVENT_BYTES = 1024 * 1024;

/** AWS begins with one second and goes on to five minutes, for up to six hours; nobody waits as long offline. */
const THROTTLED_SECONDS = 1;

type Delivering = Pick<Invoked, 'gate' | 'settings' | 'onProblem'>;

async function deliver(work: Work, { gate, settings: { retrySeconds }, onProblem }: Delivering): Promise<void> {
  for (let failures = 0; !gate.draining; ) {
    const outcome = await outcomeOfWork(work).finally(gate.begin());
    if (outcome.kind === 'payload') return;
    if (outcome.kind === 'failed') {
      onProblem(problemOf(work.pool.definition.key, work.requestId, outcome));
      if (failures === retrySeconds.length) return;
      failures += 1;
    }
    const seconds = outcome.kind === 'failed' ? (retrySeconds[failures - 1] ?? 0) : THROTTLED_SECONDS;
    await pause(seconds * 1000, undefined, { ref: false });
  }
}

/**
 * `Invoke` with `X-Amz-Invocation-Type: Event`: accepted at once, done in its own time, and gone when the service ends,
 * which waits for what runs and for no further try. Where
 * its function fails it is tried again, where it finds no place it waits for one:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export function invokeAsynchronously({ call, body, pool, ...delivering }: Invoked): PlatformAnswer {
  if (body.length > EVENT_BYTES) return REQUEST_TOO_LARGE;
  const payload = payloadOf(body);
  if (typeof payload !== 'string') return payload;
  const { requestId, traceId } = call;
  void deliver({ pool, requestId, traceId, payload }, delivering);
  return { status: 202, headers: {}, body: '' };
}

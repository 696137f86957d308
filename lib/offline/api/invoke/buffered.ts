import { BUFFERED_RESPONSE_BYTES } from '../../config/defaults.ts';
import { type RuntimeAnswer, trailingError } from '../../environment/invocation.ts';
import { outcomeOf, refusedBy } from '../../front/calls.ts';
import { JSON_TYPE, type PlatformAnswer } from '../../front/platform-answers.ts';
import { BodyTooLarge } from '../../front/read-body.ts';
import { wholeAnswer } from '../../front/whole-answer.ts';
import type { InvokeComplete } from './event-stream.ts';
import { lossOf, problemOf, tooLarge, whyCut } from './failure.ts';
import { EXECUTED_VERSION, type Invoked, payloadOf } from './invocation.ts';
import { logTail } from './log-tail.ts';

/** What an invocation came to: its payload, or what its function did wrong. */
export type Outcome =
  | { readonly kind: 'payload'; readonly bytes: Buffer }
  | ({ readonly kind: 'failed' } & InvokeComplete)
  /** It never reached the function. */
  | { readonly kind: 'refused'; readonly answer: PlatformAnswer };

/** What a function is invoked with. */
export interface Work extends Pick<Invoked, 'pool'> {
  readonly requestId: string;
  readonly traceId: string;
  readonly payload: string;
  readonly onLine?: (text: string) => void;
}

async function collected(answer: RuntimeAnswer): Promise<Outcome> {
  if (answer.kind === 'failure') return { kind: 'failed', ErrorCode: answer.errorType, ErrorDetails: answer.errorBody };
  const bytes = await outcomeOf(wholeAnswer(answer, BUFFERED_RESPONSE_BYTES));
  if (bytes instanceof BodyTooLarge) return { kind: 'failed', ...tooLarge(BUFFERED_RESPONSE_BYTES) };
  if (bytes instanceof Error) throw await whyCut(bytes, answer);
  const failure = trailingError(answer.body);
  if (failure) return { kind: 'failed', ErrorCode: failure.errorType, ErrorDetails: failure.errorBody };
  return { kind: 'payload', bytes };
}

/** Invokes a function, and waits for all of its answer: of one that streams, what it has streamed, its prelude included. */
export async function outcomeOfWork({ pool, requestId, ...invocation }: Work): Promise<Outcome> {
  const outcome = await outcomeOf(pool.invoke({ requestId, ...invocation }).then(collected));
  if (!(outcome instanceof Error)) return outcome;
  const refusal = refusedBy(outcome, pool.definition);
  if (refusal) return { kind: 'refused', answer: refusal };
  return { kind: 'failed', ...lossOf({ requestId, timeoutSeconds: pool.definition.timeoutSeconds, error: outcome }) };
}

/** `Invoke` that waits: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export async function invokeBuffered({ call, body, pool, onProblem }: Invoked): Promise<PlatformAnswer> {
  const { request, requestId, traceId } = call;
  const payload = payloadOf(body);
  if (typeof payload !== 'string') return payload;
  const log = request.headers['x-amz-log-type'] === 'Tail' ? logTail() : undefined;
  const outcome = await outcomeOfWork({ pool, requestId, traceId, payload, ...(log ? { onLine: log.add } : {}) });
  if (outcome.kind === 'refused') return outcome.answer;
  const headers = { ...JSON_TYPE, ...EXECUTED_VERSION, ...(log ? { 'x-amz-log-result': log.result() } : {}) };
  if (outcome.kind === 'payload') return { status: 200, headers, body: outcome.bytes };
  onProblem(problemOf(pool.definition.key, requestId, outcome));
  return {
    status: 200,
    headers: { ...headers, 'x-amz-function-error': 'Unhandled' },
    body: outcome.ErrorDetails ?? '',
  };
}

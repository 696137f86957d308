import type { Pool } from '../../environment/pool.ts';
import type { Call } from '../../front/calls.ts';
import type { Gate } from '../../front/gate.ts';
import type { PlatformAnswer } from '../../front/platform-answers.ts';
import type { OfflineSettings } from '../../types.ts';
import { notJson } from '../api-errors.ts';

/** One call that is to invoke a function. */
export interface Invoked {
  readonly call: Call;
  readonly body: Buffer;
  readonly pool: Pool;
  readonly gate: Gate;
  readonly settings: Pick<OfflineSettings, 'clientDisconnect' | 'streamLimitBytes' | 'retrySeconds'>;
  readonly onProblem: (text: string) => void;
}

/** All of an account that is deployed here. */
export const EXECUTED_VERSION = { 'x-amz-executed-version': '$LATEST' };

/** `X-Amz-Invocation-Type: DryRun` asks whether the function could be invoked. */
export const isDryRun = ({ request }: Call): boolean => request.headers['x-amz-invocation-type'] === 'DryRun';

/** @returns the payload, or why it is none */
export function payloadOf(body: Buffer): string | PlatformAnswer {
  const text = body.toString('utf8').trim() || '{}';
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    return notJson(error instanceof Error ? error.message : String(error));
  }
}

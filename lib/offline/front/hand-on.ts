import type { ServerResponse } from 'node:http';
import { type RuntimeResponse, type TrailingError, trailingError } from '../environment/invocation.ts';
import type { OfflineSettings } from '../types.ts';

/** How a function's answer ended. */
export type Ending =
  | { readonly kind: 'complete' }
  | ({ readonly kind: 'failed' } & TrailingError)
  /** The environment ended in the midst of it. */
  | { readonly kind: 'lost'; readonly error: Error };

/** What becomes of the bytes. */
export interface Sink {
  /** @returns whether the caller takes more */
  readonly onChunk: (chunk: Buffer) => boolean;
  /** Not called where the caller has left. */
  readonly onEnd: (ending: Ending) => void;
}

/**
 * Hands an answer on while the function writes it: each chunk at once, and no more of them than the caller takes. A pause
 * here fills RIC's socket, and RIC's `write` then says so to the handler.
 */
export function handOn(
  answer: RuntimeResponse,
  response: ServerResponse,
  { onChunk, onEnd }: Sink,
  { clientDisconnect }: Pick<OfflineSettings, 'clientDisconnect'>,
): void {
  const { body } = answer;
  /** Nobody is handed anything any more. */
  let left = response.destroyed;
  /** What is left is no more than the sockets hold: AWS would have taken it long ago. */
  let last = false;

  response.on('drain', () => body.resume());
  void answer.handlerDone.then(() => {
    last = true;
    body.resume();
  });
  response.once('close', () => {
    if (response.writableFinished || left) return;
    left = true;
    // The caller hung up. On AWS the function is not told: it runs to its end, and what it writes goes nowhere.
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
    if (clientDisconnect === 'abort') body.destroy();
    else body.resume();
  });

  body.on('data', (chunk: Buffer) => {
    if (left || onChunk(chunk) || last) return;
    body.pause();
  });
  body.once('end', () => {
    if (left) return;
    const failure = trailingError(body);
    onEnd(failure ? { kind: 'failed', ...failure } : { kind: 'complete' });
  });
  void answer.cutOff.then((error) => {
    if (left) return;
    onEnd({ kind: 'lost', error });
    left = true;
    body.resume();
  });
  body.once('error', (error) => {
    if (!left) onEnd({ kind: 'lost', error });
  });
}

import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { TranscodeError } from '../contract/errors.ts';
import { LIMITS } from '../settings/limits.ts';

const EXTENSION_NAME = 'sluice';

/** What ends an environment's requests when Lambda ends the environment. */
export interface Shutdown {
  /** Aborts, with a {@link TranscodeError} as its reason, when the environment is to end. */
  readonly signal: AbortSignal;
  begin(): void;
  end(): void;
}

/**
 * @param onSignal - calls back when the environment is to end
 * @param exit - called when the last request is over, or has taken too long
 */
export function createShutdown(onSignal: (listener: () => void) => void, exit: () => void): Shutdown {
  const ending = new AbortController();
  let running = 0;
  const exitIfIdle = (): void => {
    if (ending.signal.aborted && running === 0) exit();
  };
  onSignal(() => {
    ending.abort(new TranscodeError('SHUTTING_DOWN', 'The service is shutting down; try again in a moment.'));
    exitIfIdle();
    void pause(LIMITS.shutdownMs).then(exit);
  });
  return {
    signal: ending.signal,
    begin() {
      running += 1;
    },
    end() {
      running -= 1;
      exitIfIdle();
    },
  };
}

/**
 * Registers an extension that wants no events. Lambda sends SIGTERM before it ends an environment only where there is
 * an extension, whatever that listens to: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
 *
 * @param runtimeApi - `AWS_LAMBDA_RUNTIME_API`, as in `127.0.0.1:9001`
 * @returns whether it is registered; where it is not, or not in time, an environment just ends without a word
 */
export function registerExtension(runtimeApi: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const url = `http://${runtimeApi}/2020-01-01/extension/register`;
  const headers = { 'Lambda-Extension-Name': EXTENSION_NAME, 'Content-Type': 'application/json' };
  const signal = AbortSignal.timeout(LIMITS.registerMs);
  const asked = request(url, { method: 'POST', headers, agent: false, signal }, (response) => {
    response.resume();
    response.once('end', () => resolve(response.statusCode === 200)).once('error', () => resolve(false));
  });
  asked.once('error', () => resolve(false));
  asked.end('{"events":[]}');
  return promise;
}

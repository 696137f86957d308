import { functionArn, INIT_SECONDS } from '../config/defaults.ts';
import { EnvironmentLost } from '../errors.ts';
import { splitLines } from '../process/lines.ts';
import { killGroup, type Watchdog } from '../process/watchdog.ts';
import type { FunctionDefinition, OfflineSettings, Output } from '../types.ts';
import type { Invocation, RuntimeAnswer } from './invocation.ts';
import { launch } from './launch.ts';
import { startRuntimeApi } from './runtime-api.ts';
import { environmentVariables } from './variables.ts';

/** Lines of stderr kept, to say why an initialisation failed. */
const KEPT_LINES = 20;

const LAST_WORDS_MILLISECONDS = 500;

/** What an environment is made of. */
export interface EnvironmentInput {
  readonly definition: FunctionDefinition;
  readonly settings: OfflineSettings;
  readonly serviceDirectory: string;
  readonly index: number;
  readonly initializationType: 'provisioned-concurrency' | 'on-demand';
  readonly watchdog: Watchdog;
  readonly output: Output;
  /** It waits for an invocation: initialised, or done with its last. */
  readonly onIdle: () => void;
  /** Its process has ended; the reason is still being read. */
  readonly onGone: () => void;
}

/** One execution environment: a process which serves one invocation at a time. */
export interface Environment {
  readonly index: number;
  /** Settles with the reason when the process has ended, its group killed. */
  readonly ended: Promise<EnvironmentLost>;
  /** @throws EnvironmentLost when it ends before it begins to answer. */
  invoke(invocation: Invocation): Promise<RuntimeAnswer>;
  /** Ends the whole process group. */
  kill(reason: string): void;
}

/** Starts an environment; `onIdle` tells when it is initialised, `ended` when it never will be. */
export async function startEnvironment(input: EnvironmentInput): Promise<Environment> {
  const { definition, settings, output, index, watchdog } = input;
  const name = `${definition.key}[${index}]`;
  const complaints: string[] = [];
  let deadline: NodeJS.Timeout | undefined;
  let cause: string | undefined;
  let gone = false;
  let current: Invocation | undefined;

  const api = await startRuntimeApi({
    onNext() {
      clearTimeout(deadline);
      input.onIdle();
    },
    onInitError(message) {
      cause = message;
    },
  });
  const child = launch(
    environmentVariables({ ...input, ...settings, runtimeApi: api.address, host: process.env }),
    input.serviceDirectory,
  );
  const { pid } = child;
  if (pid !== undefined) watchdog.watch(pid);

  for (const stream of ['stdout', 'stderr'] as const) {
    const splitter = splitLines((line) => {
      output.line({ functionKey: definition.key, index, stream, text: line });
      current?.onLine?.(line);
      // RIC writes its init errors to stdout, Node its own to stderr.
      if (complaints.push(line) > KEPT_LINES) complaints.shift();
    });
    child[stream].on('data', splitter.feed);
    child[stream].once('end', splitter.end);
  }

  function kill(reason: string): void {
    cause ??= reason;
    // A process that has ended leaves its number to others.
    if (pid !== undefined && !gone) killGroup(pid);
  }

  function setDeadline(seconds: number, reason: string, onExpiry: () => void = () => {}): void {
    clearTimeout(deadline);
    deadline = setTimeout(() => {
      onExpiry();
      kill(reason);
    }, seconds * 1000);
  }

  const initSeconds = Math.max(INIT_SECONDS, definition.timeoutSeconds);
  setDeadline(initSeconds, `did not initialise within ${initSeconds} s`);

  const ended = new Promise<EnvironmentLost>((resolve) => {
    let spawnError: Error | undefined;
    child.once('error', (error) => {
      spawnError = error;
      if (pid === undefined) settle('could not be started');
    });
    child.once('exit', (code, signal) => {
      clearTimeout(deadline);
      gone = true;
      input.onGone();
      // What the handler started is still there when only the leader has died.
      if (pid !== undefined) killGroup(pid);
      if (pid !== undefined) watchdog.forget(pid);
      const how = signal ? `ended by ${signal}` : `exited with ${code}`;
      // `close` is when its last words have been read; a pipe that something else still holds must not delay us.
      child.once('close', () => settle(how));
      setTimeout(settle, LAST_WORDS_MILLISECONDS, how).unref();
    });

    function settle(how: string): void {
      const why = spawnError?.message ?? cause;
      const lost = new EnvironmentLost(`${name} ${how}${why ? `: ${why}` : ''}`, { cause: complaints });
      api.lost(lost);
      api.close();
      resolve(lost);
    }
  });

  return {
    index,
    ended,
    kill,
    invoke(invocation) {
      if (gone) return ended.then((lost) => Promise.reject(lost));
      current = invocation;
      const { timeoutSeconds } = definition;
      const arn = functionArn(settings.region, definition.name);
      const answer = api.dispatch(invocation, arn, Date.now() + timeoutSeconds * 1000);
      // The words of Lambda's own log line: https://repost.aws/knowledge-center/lambda-verify-invocation-timeouts
      const words = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
      setDeadline(timeoutSeconds, words, () =>
        output.line({
          functionKey: definition.key,
          index,
          stream: 'stdout',
          text: `${new Date().toISOString()} ${invocation.requestId} ${words}`,
        }),
      );
      return answer;
    },
  };
}

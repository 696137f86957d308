import { functionArn, initSeconds } from '../config/defaults.ts';
import { EnvironmentLost, type ErrorDocument } from '../errors.ts';
import type { Output } from '../types.ts';
import { createExtensions } from './extensions-api.ts';
import type { Invocation, RuntimeAnswer } from './invocation.ts';
import { type InvocationEnd, reportLines, startLine } from './invocation-report.ts';
import { type EnvironmentGroup, type ProcessInput, startProcess } from './process.ts';
import { startRuntimeApi } from './runtime-api.ts';

/** Lines kept, to say why an initialisation failed. */
const KEPT_LINES = 20;

/** What an environment is made of. */
export interface EnvironmentInput extends Omit<ProcessInput, 'runtimeApi' | 'onLine' | 'onExit'> {
  readonly output: Output;
  /** It waits for an invocation: initialised, or done with its last. */
  readonly onIdle: () => void;
}

/** One execution environment: a process which serves one invocation at a time. */
export interface Environment {
  readonly index: number;
  /** Settles with the reason when the process has ended, its group killed. */
  readonly ended: Promise<EnvironmentLost>;
  /** @throws EnvironmentLost when it ends before it begins to answer. */
  invoke(invocation: Invocation): Promise<RuntimeAnswer>;
  /** Ends the whole process group; where there are extensions, the runtime is told first. */
  kill(reason: string): void;
}

/** The invocation that runs. */
interface Current {
  readonly invocation: Invocation;
  readonly began: number;
}

/**
 * Starts an environment; `onIdle` tells when it is initialised, `ended` when it never will be.
 *
 * @throws what the system says of variables that it does not take
 */
export async function startEnvironment(input: EnvironmentInput): Promise<Environment> {
  const { definition, settings, output, index, initializationType } = input;
  const { key, memoryMegabytes, timeoutSeconds } = definition;
  const complaints: string[] = [];
  const launched = performance.now();
  const { promise: ended, resolve: conclude } = Promise.withResolvers<EnvironmentLost>();
  let deadline: NodeJS.Timeout | undefined;
  let cause: string | undefined;
  let initError: ErrorDocument | undefined;
  let isTimeout = false;
  let gone = false;
  let waits = false;
  let initialised = false;
  let isSettling = false;
  let current: Current | undefined;
  /** Of an initialisation that somebody waits for, until that has been told. */
  let initMs: number | undefined;

  const say = (text: string): void => output.line({ functionKey: key, index, stream: 'stdout', text });

  const extensions = createExtensions(definition, settleSoon);
  const api = await startRuntimeApi({
    serveOther: extensions.serve,
    onNext() {
      waits = true;
      extensions.closeRegistration();
      settleSoon();
    },
    onInitError(error) {
      initError = error;
      cause = `${error.errorType}: ${error.errorMessage}`;
    },
  });
  let group: EnvironmentGroup;
  try {
    group = startProcess({
      ...input,
      runtimeApi: api.address,
      onLine(stream, text) {
        output.line({ functionKey: key, index, stream, text });
        current?.invocation.onLine?.(text);
        // RIC writes its init errors to stdout, Node its own to stderr.
        if (complaints.push(text) > KEPT_LINES) complaints.shift();
      },
      onGone() {
        gone = true;
        clearTimeout(deadline);
        input.onGone();
      },
      onExit({ how, words, ranOutOfMemory }) {
        if (current && !isTimeout) say(`RequestId: ${current.invocation.requestId} Error: ${words}`);
        const errorType = ranOutOfMemory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError';
        report(isTimeout ? { kind: 'timeout' } : { kind: 'exit', errorType });
        const why = cause ?? (ranOutOfMemory ? `used more than its ${memoryMegabytes} MB of memory` : undefined);
        const what = `${key}[${index}] ${how}${why ? `: ${why}` : ''}`;
        const lost = new EnvironmentLost(what, { cause: complaints, words, initError });
        api.lost(lost);
        api.close();
        conclude(lost);
      },
    });
  } catch (error) {
    api.close();
    throw error;
  }

  /**
   * What it wrote before it asked for the next invocation lies in its pipes by now, and is read in this round of the event loop
   * as well, behind the question or before: its lines come in front of the platform's.
   */
  function settleSoon(): void {
    if (!isSettling) setImmediate(settle);
    isSettling = true;
  }

  /** The runtime and whoever listens are done with the last invocation, or with their initialisation. */
  function settle(): void {
    isSettling = false;
    if (!waits || !extensions.areSettled() || gone) return;
    clearTimeout(deadline);
    // What is provisioned was initialised before anybody asked.
    if (!initialised && initializationType === 'on-demand') initMs = performance.now() - launched;
    initialised = true;
    // Between invocations nothing runs: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    group.rest(settings.betweenInvocations === 'freeze');
    // Its exit tells the rest.
    if (group.isEnding()) return;
    report({ kind: 'done' });
    input.onIdle();
  }

  /** The platform's lines at an invocation's end. */
  function report(end: InvocationEnd): void {
    if (!current) return;
    const { requestId } = current.invocation;
    const durationMs = performance.now() - current.began;
    const peakBytes = group.peakBytes();
    for (const line of reportLines({ requestId, durationMs, initMs, memoryMegabytes, peakBytes, end })) say(line);
    initMs = undefined;
    current = undefined;
  }

  function kill(reason: string): void {
    cause ??= reason;
    group.end(extensions.count() > 0);
  }

  function setDeadline(seconds: number, reason: string, onExpiry: () => void = () => {}): void {
    clearTimeout(deadline);
    deadline = setTimeout(() => {
      onExpiry();
      kill(reason);
    }, seconds * 1000);
  }

  const initLimit = initSeconds(initializationType, timeoutSeconds);
  setDeadline(initLimit, `did not initialise within ${initLimit} s`);

  return {
    index,
    ended,
    kill,
    invoke(invocation) {
      if (gone) return ended.then((lost) => Promise.reject(lost));
      const { requestId, traceId } = invocation;
      current = { invocation, began: performance.now() };
      waits = false;
      group.thaw();
      say(startLine(requestId));
      const invokedFunctionArn = functionArn(settings.region, definition.name);
      const deadlineMs = Date.now() + timeoutSeconds * 1000;
      const answer = api.dispatch(invocation, invokedFunctionArn, deadlineMs);
      extensions.invoked({ requestId, traceId, invokedFunctionArn, deadlineMs });
      // The words of Lambda's own log line: https://repost.aws/knowledge-center/lambda-verify-invocation-timeouts
      const words = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
      setDeadline(timeoutSeconds, words, () => {
        isTimeout = true;
        say(`${new Date().toISOString()} ${requestId} ${words}`);
        // Where it is told before it is ended, it has a moment left, which is not its caller's.
        api.expired(new EnvironmentLost(`${key}[${index}]: ${words}`));
      });
      return answer;
    },
  };
}

import { dirname } from 'node:path';
import type { Confinement, Dwelling } from '../confinement/confinement.ts';
import { signalGroup, terminateLeader } from '../process/group.ts';
import { splitLines } from '../process/lines.ts';
import { giveWay } from '../process/priority.ts';
import type { Watchdog } from '../process/watchdog.ts';
import type { FunctionDefinition, OfflineSettings } from '../types.ts';
import { enterImage, imageVariables } from './image.ts';
import { type EnvironmentProcess, launch, neededFiles, runtimeProgram } from './launch.ts';
import { watchMemory } from './memory.ts';
import { environmentVariables, type VariablesInput } from './variables.ts';

const LAST_WORDS_MILLISECONDS = 500;

/**
 * What a runtime with an internal extension has between SIGTERM and SIGKILL; without extensions there is no SIGTERM.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown; that internal ones
 * do, https://github.com/aws-samples/graceful-shutdown-with-aws-lambda
 */
const SHUTDOWN_MILLISECONDS = 500;

/** How a process has ended. */
export interface Exit {
  readonly how: string;
  /** In Lambda's words: those of one that ended well were seen, as in https://github.com/brefphp/laravel-bridge/issues/45 */
  readonly words: string;
  readonly ranOutOfMemory: boolean;
}

/** What a process is started with, and whom it tells. */
export interface ProcessInput extends Pick<VariablesInput, 'endpoints' | 'initializationType' | 'runtimeApi'> {
  readonly definition: FunctionDefinition;
  readonly settings: OfflineSettings;
  readonly serviceDirectory: string;
  readonly index: number;
  readonly watchdog: Watchdog;
  readonly confinement: Confinement;
  readonly onLine: (stream: 'stdout' | 'stderr', text: string) => void;
  /** It has ended; what it wrote last is still being read. */
  readonly onGone: () => void;
  /** Once, when that has been read as well. */
  readonly onExit: (exit: Exit) => void;
}

/** The process of an environment, and what it has started. */
export interface EnvironmentGroup {
  /** Between invocations: looks at its memory once more. @param standsStill - until it is thawed */
  rest(standsStill: boolean): void;
  thaw(): void;
  /** @param isTold - whether it hears of it first, and has a moment */
  end(isTold: boolean): void;
  /** Whether it is to end, though it may still be there: told to, or by its memory. */
  isEnding(): boolean;
  /** The most memory that it was seen to have. */
  peakBytes(): number;
}

/** Where the environment lives, what runs there, and the variables that fit. */
interface Furnished {
  readonly dwelling: Dwelling;
  readonly program: readonly string[];
  readonly variables: Record<string, string>;
}

function furnish(input: ProcessInput): Furnished {
  const { definition, settings, serviceDirectory, confinement } = input;
  const { image } = settings;
  const common = { ...settings, ...input, host: process.env };
  // An image brings what layers would: AWS refuses both together.
  const binDirectories = image === undefined ? definition.binDirectories : [];
  const outside = environmentVariables({ ...common, binDirectories });
  const dwelling = confinement.dwelling({
    name: `${definition.key}-${input.index}`,
    memoryMegabytes: definition.memoryMegabytes,
    layers: definition.binDirectories.map((path) => dirname(path)),
    needed: neededFiles(outside, serviceDirectory),
    directory: serviceDirectory,
  });
  if (image !== undefined) {
    return { dwelling, program: enterImage(image, definition.handler), variables: imageVariables(outside, definition) };
  }
  const program = runtimeProgram;
  if (!dwelling.hasOpt) return { dwelling, program, variables: outside };
  return { dwelling, program, variables: environmentVariables({ ...common, binDirectories: ['/opt/bin'] }) };
}

function launchIn({ dwelling, program, variables }: Furnished, directory: string): EnvironmentProcess {
  try {
    return launch(dwelling.command, program, variables, directory);
  } catch (error) {
    dwelling.cgroup?.remove();
    throw error;
  }
}

/**
 * Starts the process of an environment, within its bounds.
 *
 * @throws what the system says of a command line or variables that it does not take
 */
export function startProcess(input: ProcessInput): EnvironmentGroup {
  const furnished = furnish(input);
  const { dwelling } = furnished;
  const child = launchIn(furnished, input.serviceDirectory);
  // None where it could not be started at all.
  const { pid = 0 } = child;
  let gone = pid === 0;
  let frozen = false;
  let isTooLarge = false;
  let isOver = false;
  let isEnding = false;
  if (!gone) input.watchdog.watch(pid);
  void giveWay(child);
  const memory = watchMemory(child.pid, input.definition.memoryMegabytes * 1024 ** 2, () => {
    isTooLarge = true;
    isEnding = true;
    signal('SIGKILL');
  });
  memory.start();

  // A process that has ended leaves its number to others.
  function signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    if (!gone) signalGroup(pid, name);
  }

  function thaw(): void {
    if (frozen) signal('SIGCONT');
    frozen = false;
    memory.start();
  }

  function conclude(how: string, words = how): void {
    if (isOver) return;
    isOver = true;
    const ranOutOfMemory = isTooLarge || (dwelling.cgroup?.kills() ?? 0) > 0;
    dwelling.cgroup?.remove();
    input.onExit({ how, words, ranOutOfMemory });
  }

  for (const stream of ['stdout', 'stderr'] as const) {
    const splitter = splitLines((line) => input.onLine(stream, line));
    child[stream]?.on('data', splitter.feed).once('end', splitter.end);
  }
  child.once('error', (error) => {
    if (pid !== 0) return;
    memory.stop();
    input.onGone();
    conclude(`could not be started: ${error.message}`);
  });
  child.once('exit', (code, signalled) => {
    // What the handler started is still there when only the leader has died.
    signal('SIGKILL');
    gone = true;
    memory.stop();
    input.watchdog.forget(pid);
    input.onGone();
    const how = signalled ? `ended by ${signalled}` : `exited with ${code}`;
    const error = signalled ? `signal: ${signalled === 'SIGKILL' ? 'killed' : signalled}` : `exit status ${code}`;
    const words = `Runtime exited ${code === 0 ? 'without providing a reason' : `with error: ${error}`}`;
    // `close` is when its last words have been read; a pipe that something else still holds must not delay us.
    child.once('close', () => conclude(how, words));
    setTimeout(conclude, LAST_WORDS_MILLISECONDS, how, words).unref();
  });

  return {
    thaw,
    peakBytes: memory.peak,
    isEnding: () => isEnding,
    rest(standsStill) {
      memory.stop();
      // Asleep it would not hear that it is told.
      frozen = standsStill && !isEnding;
      if (frozen) signal('SIGSTOP');
      else memory.start();
    },
    end(isTold) {
      isEnding = true;
      if (!isTold || gone) {
        signal('SIGKILL');
        return;
      }
      thaw();
      terminateLeader(pid);
      setTimeout(signal, SHUTDOWN_MILLISECONDS, 'SIGKILL').unref();
    },
  };
}

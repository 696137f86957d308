import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { TranscodeError } from '../contract/errors.ts';
import { readBanner, type SourceFacts } from './banner.ts';
import { locate } from './binary.ts';
import { keepEnds } from './diagnostics.ts';
import { watchMemory } from './memory.ts';

/** How an encoder ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Set when it could not be started at all. */
  readonly spawnError?: NodeJS.ErrnoException;
}

/** A running ffmpeg with the answer on its stdout. */
export interface Encoder {
  /** To be fed; `undefined` where it reads by itself: a file that it was given, or a relay. */
  readonly stdin: Writable | undefined;
  readonly stdout: Readable;
  /** Resolves as soon as it has gone, whoever has still to read what it wrote; never rejects. */
  readonly gone: Promise<void>;
  /** Resolves once it has gone and its pipes are drained; never rejects. */
  readonly exit: Promise<Exit>;
  /** What it says of its input; settles at the latest with `exit`, and never rejects. */
  readonly facts: Promise<SourceFacts>;
  /** What it has said, its middle left out where it said much: for the log only. */
  readonly messages: () => string;
  /** The most memory that it was seen to have, in bytes. */
  readonly peakBytes: () => number;
  /** SIGKILL: what it has not written by now is never written; what it has can still be read. Idempotent. */
  kill(): void;
  /** Kills it, and drops what nobody will read: `exit` waits for the end of its output, which has to be read or dropped. */
  abandon(): void;
}

/**
 * Starts ffmpeg with an empty environment (AWS's keys are in ours) and in our own process group: a group of its own
 * would run on while Lambda has the environment frozen.
 *
 * @param binary - a path, or a name that PATH finds
 * @param input - what its stdin is: something to be fed, nothing, or an open file, by its descriptor
 */
export function startEncoder(binary: string, args: readonly string[], input: 'pipe' | 'ignore' | number): Encoder {
  const child: ChildProcess = spawn(locate(binary), args, { env: {}, stdio: [input, 'pipe', 'pipe'] });
  let spawnError: NodeJS.ErrnoException | undefined;
  child.on('error', (error) => {
    spawnError = error;
  });
  const { stdin, stdout, stderr } = child;
  // Where there are no descriptors left, there are no pipes, and the reason comes as an event.
  if (!stdout || !stderr || (input === 'pipe' && !stdin))
    throw new TranscodeError('FFMPEG_ERROR', 'The encoder could not be started.');
  // A pipe that breaks says no more than the exit does, and says it without the reason.
  for (const pipe of [stdin, stdout, stderr]) pipe?.on('error', () => {});
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const exit = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code: spawnError ? null : code, signal, ...(spawnError ? { spawnError } : {}) });
    });
  });
  const kill = (): void => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  };
  const facts = readBanner(stderr);
  return {
    stdin: stdin ?? undefined,
    stdout,
    gone,
    exit,
    facts,
    messages: keepEnds(stderr),
    peakBytes: watchMemory(child, facts),
    kill,
    abandon: () => {
      stdout.destroy();
      kill();
    },
  };
}

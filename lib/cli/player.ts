import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Output } from './output.ts';
import { Stopped, UsageError } from './report.ts';

/** Programs that play what stands on their input, and how they are told to. */
const PLAYERS: readonly (readonly [command: string, ...argv: string[]])[] = [
  ['ffplay', '-nodisp', '-autoexit', '-loglevel', 'error', '-i', 'pipe:0'],
  ['mpv', '--no-video', '--really-quiet', '-'],
];

/**
 * This machine's loudspeakers.
 *
 * @throws UsageError where there is no player on this machine, or it does not start
 */
export async function playerOutput(find: (command: string) => Promise<string | undefined>): Promise<Output> {
  for (const [command, ...argv] of PLAYERS) {
    const path = await find(command);
    if (path) return outputOf(path, argv);
  }
  throw new UsageError(`--play needs ${PLAYERS.map(([command]) => command).join(' or ')} on PATH.`);
}

/** Whether it was the player that took no more: it ended while something was written to it, or before. */
const isRefused = (error: unknown): boolean =>
  error instanceof Error &&
  (Reflect.get(error, 'syscall') === 'write' || Reflect.get(error, 'code') === 'ERR_STREAM_PREMATURE_CLOSE');

async function outputOf(path: string, argv: readonly string[]): Promise<Output> {
  const player = spawn(path, argv, { stdio: ['pipe', 'ignore', 'inherit'] });
  // Told by what is written to it.
  player.stdin.on('error', () => {});
  await once(player, 'spawn').catch((error: Error) => {
    throw new UsageError(`${path} does not start: ${error.message}`);
  });
  /** What was wrong with it, once it is gone. */
  const gone = new Promise<Error | undefined>((resolve) => {
    player.once('close', (code, signal) =>
      resolve(code === 0 ? undefined : new Error(`${path} ended with ${code ?? signal}.`)),
    );
  });
  return {
    stream: player.stdin,
    finish: async () => {
      const wrong = await gone;
      if (wrong) throw wrong;
    },
    discard: async () => {
      player.kill();
      await gone;
    },
    // Whoever closes the player has heard enough.
    explain: async (error) => (isRefused(error) ? ((await gone) ?? new Stopped('the player was closed')) : error),
  };
}

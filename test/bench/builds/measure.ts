import { spawnSync } from 'node:child_process';

/** One way to run the service's arguments: what stands in front of the binary, the binary, and what becomes of them. */
export interface Way {
  readonly name: string;
  readonly command: readonly string[];
  readonly alter?: (argv: readonly string[]) => readonly string[];
}

export interface Taken {
  /** Seconds of user and system time. */
  readonly cpu: number;
  /** Seconds of system time alone. */
  readonly system: number;
  /** How often one of its threads gave way to another, voluntarily or not. */
  readonly switches: number;
}

/** Debian's `time`: a process cannot say afterwards how often its threads gave way, and Node does not say it of children. */
const TIME = ['-f', 'switches=%w+%c'];

/** Runs once, with the source on its stdin as the service has it; ffmpeg counts its own time to a microsecond. */
function once({ command, alter = (argv) => argv }: Way, argv: readonly string[], source: Buffer): Taken {
  const args = [...TIME, ...command, '-benchmark', ...alter(argv)];
  const { status, stdout, stderr } = spawnSync('/usr/bin/time', args, { env: {}, input: source, maxBuffer: 2 ** 28 });
  const said = stderr.toString();
  if (status !== 0 || stdout.length === 0) throw new Error(`${args.join(' ')}: ${said}`);
  const [, user, system] = /utime=([\d.]+)s stime=([\d.]+)s/.exec(said) ?? [];
  const [, own, forced] = /switches=(\d+)\+(\d+)/.exec(said) ?? [];
  return { cpu: Number(user) + Number(system), system: Number(system), switches: Number(own) + Number(forced) };
}

/** The rounds of every way. They take turns, so that a busy moment of the machine falls on all of them. */
export function inTurns(
  ways: readonly Way[],
  argv: readonly string[],
  source: Buffer,
  rounds: number,
): readonly (readonly Taken[])[] {
  const taken = ways.map(() => [] as Taken[]);
  for (let round = 0; round < rounds; round++) {
    for (const [index, way] of ways.entries()) taken[index]?.push(once(way, argv, source));
  }
  return taken;
}

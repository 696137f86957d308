import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchEncoders } from './encoders.ts';
import { leftBehind } from './left-behind.ts';
import { inputOf, type Tried, tried } from './one.ts';
import { type Place, placeIn } from './place.ts';
import type { RealFiles } from './real-files.ts';
import { soundAnswer } from './sound.ts';

/** Inputs after which it is looked whether anything is left of them, and whether the next request is answered. */
const ROUND = 50;
const AT_A_TIME = 3;

export interface Campaign {
  readonly kinds: readonly [RealFiles, ...RealFiles[]];
  readonly seed: number;
  /** Of the inputs; each has its own, so that one can be run alone. */
  readonly numbers: readonly number[];
  /** Whether the program is the one of `build.sh --sanitize`. */
  readonly isSanitized: boolean;
}

async function round(
  numbers: number[],
  work: (number: number, place: Place) => Promise<void>,
  places: readonly Place[],
) {
  await Promise.all(
    places.map(async (place) => {
      for (let next = numbers.shift(); next !== undefined; next = numbers.shift()) await work(next, place);
    }),
  );
}

/**
 * Damages files and sends each through the service.
 *
 * @param onTried - told of every input
 * @param onRound - told of what is left behind after every round, and how many were sent so far
 */
export async function campaign(
  { kinds, seed, numbers, isSanitized }: Campaign,
  onTried: (tried: Tried) => void,
  onRound: (aftermath: readonly string[], sent: number) => void,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-fuzz-'));
  const before = process.env.TMPDIR;
  const spools = join(folder, 'spools');
  await mkdir(spools);
  process.env.TMPDIR = spools;
  const watched = watchEncoders();
  try {
    const places = await Promise.all(
      Array.from({ length: AT_A_TIME }, (_, index) => placeIn(join(folder, `worker-${index}`), isSanitized)),
    );
    const [first] = places;
    if (!first) return;
    const right = await soundAnswer(first.binary);
    const { now, than } = leftBehind(watched, () => readdir(spools));
    const held = await now();
    for (let from = 0; from < numbers.length; from += ROUND) {
      const work = async (number: number, place: Place) =>
        onTried(await tried(inputOf(kinds, seed, number), place, watched));
      await round(numbers.slice(from, from + ROUND), work, places);
      const answer = await soundAnswer(first.binary);
      const unlike = answer.equals(right) ? [] : ['a sound source is not answered as before'];
      onRound([...unlike, ...(await than(held))], Math.min(numbers.length, from + ROUND));
    }
  } finally {
    watched.stop();
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    await rm(folder, { recursive: true });
  }
}

import { random } from '../fixtures/random.ts';

/** Random numbers of one input of a campaign: each has its own, so that it can be made again alone. */
export const numbered = (seed: number, number: number): (() => number) =>
  random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b));

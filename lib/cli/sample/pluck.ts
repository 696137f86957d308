import { noise } from './noise.ts';
import { fadeEnds, RATE } from './stereo.ts';

/** How much of a period the string keeps each time it goes round, and how dull the finger that plucks it is. */
const SUSTAIN = 0.994;
const DULLNESS = 0.7;
/** Where along the string it is plucked: a comb that takes the harshness out. */
const PICK_POSITION = 0.18;

/**
 * A plucked string: Karplus and Strong's delay line, with the all-pass of Jaffe and Smith (1983), without which the
 * whole-sample delay is up to a quarter of a semitone off.
 */
export function pluck(hz: number, seconds: number, seed: number): Float32Array {
  const length = Math.round(seconds * RATE);
  const period = RATE / hz;
  // The averaging filter delays by half a sample; the all-pass takes the fraction that is left, kept in 0.3…1.3.
  const delay = Math.floor(period - 0.5 - 0.3);
  const fraction = period - 0.5 - delay;
  const allPass = (1 - fraction) / (1 + fraction);
  const string = excitation(delay, seed);
  const sound = new Float32Array(length);
  // The filters start as if the string had been swinging already: from rest they would leave a click in every round.
  let last = string[delay - 1] ?? 0;
  let passedIn = SUSTAIN * 0.5 * (last + (string[delay - 2] ?? 0));
  let passedOut = passedIn;
  for (let i = 0, place = 0; i < length; i++) {
    const out = string[place] ?? 0;
    sound[i] = out;
    const averaged = SUSTAIN * 0.5 * (out + last);
    last = out;
    passedOut = allPass * averaged + passedIn - allPass * passedOut;
    passedIn = averaged;
    string[place] = passedOut;
    place = place + 1 === delay ? 0 : place + 1;
  }
  fadeEnds(sound, 0.0015, seconds / 5);
  return sound;
}

/** One period of softened noise: without a seam where it meets itself, and without an offset to carry round. */
function excitation(delay: number, seed: number): Float32Array {
  const burst = new Float32Array(delay).map(noise(seed));
  for (let pole = 0; pole < 2; pole++) soften(burst);
  const pick = Math.max(1, Math.round(delay * PICK_POSITION));
  const combed = burst.map((sample, i) => sample - (burst[(i + delay - pick) % delay] ?? 0));
  const mean = combed.reduce((sum, sample) => sum + sample, 0) / delay;
  const peak = combed.reduce((most, sample) => Math.max(most, Math.abs(sample - mean)), 1e-9);
  return combed.map((sample) => (sample - mean) / peak);
}

/** A one-pole low-pass that has been round once before it writes, so that the end runs on into the beginning. */
function soften(loop: Float32Array): void {
  let soft = 0;
  for (const sample of loop) soft += (sample - soft) * (1 - DULLNESS);
  for (const [i, sample] of loop.entries()) {
    soft += (sample - soft) * (1 - DULLNESS);
    loop[i] = soft;
  }
}

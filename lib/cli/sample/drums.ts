import { noise } from './noise.ts';
import { RATE } from './stereo.ts';

/** A felt beater on a big drum: a sine that falls from 110 to 48 Hz. */
export function thump(): Float32Array {
  const sound = new Float32Array(Math.round(0.4 * RATE));
  let phase = 0;
  for (let i = 0; i < sound.length; i++) {
    const time = i / RATE;
    phase += (2 * Math.PI * (48 + 62 * Math.exp(-time * 28))) / RATE;
    sound[i] = Math.sin(phase) * Math.min(1, time / 0.004) * Math.exp(-time * 9) * Math.min(1, (0.4 - time) / 0.05);
  }
  return sound;
}

/** A shaker: noise above 5 kHz that swells for a moment and dies; `seconds` is how long it rings. */
export function shaker(seconds: number, seed: number): Float32Array {
  const random = noise(seed);
  const sound = new Float32Array(Math.round(seconds * RATE));
  const cutoff = 1 - Math.exp((-2 * Math.PI * 5000) / RATE);
  let low = 0;
  let lower = 0;
  for (let i = 0; i < sound.length; i++) {
    const time = i / RATE;
    const white = random();
    low += (white - low) * cutoff;
    const high = white - low;
    lower += (high - lower) * cutoff;
    sound[i] = (high - lower) * Math.min(1, time / 0.02) * Math.exp((-time * 7) / seconds);
  }
  return sound;
}

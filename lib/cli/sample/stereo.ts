/** Samples a second of everything here. */
export const RATE = 44_100;

/** Two channels of equal length; full scale is ±1. */
export interface Stereo {
  left: Float32Array;
  right: Float32Array;
}

/** Silence of a length in samples. */
export function silence(length: number): Stereo {
  return { left: new Float32Array(length), right: new Float32Array(length) };
}

/**
 * Adds a mono sound to a mix. `pan` goes from −1 (left) to 1 (right) by equal power, so that a sound is as loud at the
 * side as in the middle. What reaches past the end of the mix is cut off.
 */
export function place(mix: Stereo, sound: Float32Array, seconds: number, gain: number, pan: number): void {
  const at = Math.round(seconds * RATE);
  const angle = ((pan + 1) * Math.PI) / 4;
  const left = gain * Math.cos(angle);
  const right = gain * Math.sin(angle);
  const count = Math.min(sound.length, mix.left.length - at);
  for (let i = 0; i < count; i++) {
    const sample = sound[i] ?? 0;
    mix.left[at + i] = (mix.left[at + i] ?? 0) + sample * left;
    mix.right[at + i] = (mix.right[at + i] ?? 0) + sample * right;
  }
}

/** Adds one mix to another, sample by sample. */
export function add(mix: Stereo, other: Stereo, gain: number): void {
  for (let i = 0; i < mix.left.length; i++) {
    mix.left[i] = (mix.left[i] ?? 0) + (other.left[i] ?? 0) * gain;
    mix.right[i] = (mix.right[i] ?? 0) + (other.right[i] ?? 0) * gain;
  }
}

/** Lets a sound in and out over so many seconds, in place, so that neither end clicks. */
export function fadeEnds(sound: Float32Array, attack: number, release: number): void {
  const rise = Math.min(sound.length, attack * RATE);
  const fall = Math.min(sound.length, release * RATE);
  for (let i = 0; i < rise; i++) sound[i] = (sound[i] ?? 0) * (i / rise);
  for (let i = 1; i <= fall; i++) {
    const at = sound.length - i;
    sound[at] = (sound[at] ?? 0) * ((i - 1) / fall);
  }
}

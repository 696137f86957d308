import type { Stereo } from './stereo.ts';

/** Delays in samples at 44.1 kHz as in Jezar's Freeverb, mutually prime enough that no pitch rings. */
const COMBS = [1116, 1188, 1277, 1356, 1422, 1491];
const ALL_PASSES = [556, 341];
/** The right channel's delays are longer by this, so the two rooms differ. */
const SPREAD = 23;
/** How much comes round again, and how much of its treble the air takes: about 2 s of a small wooden hall. */
const FEEDBACK = 0.84;
const DAMPING = 0.35;

/** Schroeder's reverberator (1962): parallel combs with a low-pass in the loop (Moorer 1979), then all-passes. */
export function reverb({ left, right }: Stereo): Stereo {
  return { left: room(left, 0), right: room(right, SPREAD) };
}

function room(dry: Float32Array, spread: number): Float32Array {
  const wet = new Float32Array(dry.length);
  for (const delay of COMBS) addComb(wet, dry, delay + spread);
  for (const delay of ALL_PASSES) diffuse(wet, delay + spread);
  return wet;
}

function addComb(wet: Float32Array, dry: Float32Array, delay: number): void {
  const line = new Float32Array(delay);
  let damped = 0;
  for (let i = 0, at = 0; i < dry.length; i++) {
    const out = line[at] ?? 0;
    damped += (out - damped) * (1 - DAMPING);
    line[at] = (dry[i] ?? 0) + damped * FEEDBACK;
    wet[i] = (wet[i] ?? 0) + out / COMBS.length;
    at = at + 1 === delay ? 0 : at + 1;
  }
}

function diffuse(signal: Float32Array, delay: number): void {
  const line = new Float32Array(delay);
  for (let i = 0, at = 0; i < signal.length; i++) {
    const input = signal[i] ?? 0;
    const delayed = line[at] ?? 0;
    const stored = input + delayed * 0.5;
    line[at] = stored;
    signal[i] = delayed - stored * 0.5;
    at = at + 1 === delay ? 0 : at + 1;
  }
}

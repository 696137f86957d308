import { fadeEnds, RATE } from './stereo.ts';

/** One partial of a struck or plucked tone: its multiple of the fundamental, its level, how fast it dies (1/s). */
type Partial = readonly [multiple: number, level: number, decay: number];

/** A kalimba: a clean tine, its octave, and the short inharmonic knock of the thumb. */
const KALIMBA: readonly Partial[] = [
  [1, 1, 2.3],
  [2, 0.22, 3.5],
  [3.01, 0.08, 7],
  [5.43, 0.16, 22],
];

/** An upright bass, roughly: enough second and third harmonic to be heard on small loudspeakers. */
const BASS: readonly Partial[] = [
  [1, 1, 1.3],
  [2, 0.4, 2.2],
  [3, 0.14, 4],
];

/** A note of the melody. */
export function kalimba(hz: number, seconds: number): Float32Array {
  return struck(KALIMBA, hz, seconds, 0.003);
}

/** A note of the bass. */
export function bass(hz: number, seconds: number): Float32Array {
  return struck(BASS, hz, seconds, 0.018);
}

/** Each partial is a two-pole resonator that is struck once: a decaying sine for two multiplications a sample. */
function struck(partials: readonly Partial[], hz: number, seconds: number, attack: number): Float32Array {
  const sound = new Float32Array(Math.round(seconds * RATE));
  for (const [multiple, level, decay] of partials) {
    const turn = (2 * Math.PI * hz * multiple) / RATE;
    const shrink = Math.exp(-decay / RATE);
    const next = 2 * shrink * Math.cos(turn);
    const damp = shrink * shrink;
    let before = 0;
    let now = level * shrink * Math.sin(turn);
    for (let i = 1; i < sound.length; i++) {
      sound[i] = (sound[i] ?? 0) + now;
      const following = next * now - damp * before;
      before = now;
      now = following;
    }
  }
  fadeEnds(sound, attack, 0.12);
  return sound;
}

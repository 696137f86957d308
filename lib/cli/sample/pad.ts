import { RATE, type Stereo, silence } from './stereo.ts';

/** Three saws a note, a few cents apart, each at a place of its own: that is what makes it wide and soft. */
const VOICES = [
  { cents: -7, pan: -0.8 },
  { cents: 0.5, pan: 0.1 },
  { cents: 6, pan: 0.8 },
];
const ATTACK = 0.7;
const RELEASE = 0.9;
const CUTOFF_HZ = 900;

/** A chord of detuned saws behind a low-pass that opens and closes, `seconds` long without its release. */
export function pad(notes: readonly number[], seconds: number): Stereo {
  const chord = silence(Math.round((seconds + RELEASE) * RATE));
  for (const [index, hz] of notes.entries()) {
    for (const { cents, pan } of VOICES) {
      const angle = ((pan + 1) * Math.PI) / 4;
      // Phases a golden section apart: voices that start together would beat as one.
      const phase = (index * 3 + pan) * 0.618;
      addSaw(chord, hz * 2 ** (cents / 1200), phase - Math.floor(phase), Math.cos(angle), Math.sin(angle));
    }
  }
  shape(chord.left, seconds);
  shape(chord.right, seconds);
  return chord;
}

function addSaw({ left, right }: Stereo, hz: number, start: number, toLeft: number, toRight: number): void {
  const step = hz / RATE;
  let phase = start;
  for (let i = 0; i < left.length; i++) {
    const saw = 2 * phase - 1 - roundOff(phase, step);
    left[i] = (left[i] ?? 0) + saw * toLeft;
    right[i] = (right[i] ?? 0) + saw * toRight;
    phase += step;
    if (phase >= 1) phase -= 1;
  }
}

/** PolyBLEP: rounds off the saw's jump over two samples, which removes nearly all of its aliases. */
function roundOff(phase: number, step: number): number {
  if (phase < step) return 2 * (phase / step) - (phase / step) ** 2 - 1;
  if (phase > 1 - step) return ((phase - 1) / step) ** 2 + 2 * ((phase - 1) / step) + 1;
  return 0;
}

/** Envelope and filter: two one-pole low-passes in a row, a little wider in the middle of the chord. */
function shape(channel: Float32Array, seconds: number): void {
  const base = (2 * Math.PI * CUTOFF_HZ) / RATE;
  let first = 0;
  let second = 0;
  for (let i = 0; i < channel.length; i++) {
    const time = i / RATE;
    const rise = Math.min(1, time / ATTACK);
    const fall = time > seconds ? 1 - (time - seconds) / RELEASE : 1;
    const level = rise * rise * (3 - 2 * rise) * fall * fall * (3 - 2 * fall);
    const open = base * (0.6 + 0.4 * level);
    first += ((channel[i] ?? 0) - first) * open;
    second += (first - second) * open;
    channel[i] = second * level;
  }
}

import { shaker, thump } from './drums.ts';
import { pad } from './pad.ts';
import { pluck } from './pluck.ts';
import { ARPEGGIO, BEAT, BEATS_A_BAR, CHORDS, frequency, LENGTH_SECONDS, MELODY } from './score.ts';
import { add, place, RATE, type Stereo, silence } from './stereo.ts';
import { bass, kalimba } from './tones.ts';

const BAR = BEAT * BEATS_A_BAR;
/** Nobody plays exactly on the beat: the strings come a little late, each by its own amount. */
const LATENESS = [0, 0.006, 0.003, 0.009, 0.004, 0.007];

/** The two stems that go into the mix: what stands in the room, and what stays in front of it. */
export interface Stems {
  roomy: Stereo;
  dry: Stereo;
}

/** Plays the score. */
export function arrange(): Stems {
  const roomy = silence(LENGTH_SECONDS * RATE);
  const dry = silence(LENGTH_SECONDS * RATE);
  for (const [bar, chord] of CHORDS.entries()) {
    const start = bar * BAR;
    const last = bar === CHORDS.length - 1;
    playPad(roomy, chord.notes, start, last ? BAR * 1.2 : BAR);
    place(dry, bass(frequency(chord.bass), last ? 3.6 : BAR * 0.95), start, 0.25, 0);
    for (const [eighth, which] of ARPEGGIO.entries()) {
      const note = which === 'bass' ? chord.bass + 12 : chord.notes[which];
      const sound = pluck(frequency(note), 2.4, bar * ARPEGGIO.length + eighth + 1);
      const when = start + (eighth * BEAT) / 2 + (LATENESS[eighth] ?? 0);
      place(roomy, sound, when, eighth === 0 ? 0.36 : 0.3, -0.7 + eighth * 0.2);
    }
    for (const [beat, note, force] of MELODY[bar] ?? []) playMelody(roomy, note, start + beat * BEAT, force);
    if (bar >= 2 && !last) playDrums(roomy, dry, start, bar);
  }
  return { roomy, dry };
}

function playPad(mix: Stereo, notes: readonly number[], start: number, seconds: number): void {
  const sound = pad(notes.map(frequency), seconds);
  const at = Math.round(start * RATE);
  const end = Math.min(sound.left.length, mix.left.length - at);
  const there = { left: mix.left.subarray(at, at + end), right: mix.right.subarray(at, at + end) };
  add(there, sound, 0.028);
}

/** Each note answers once from the other side, three eighths later. */
function playMelody(mix: Stereo, note: number, when: number, force: number): void {
  const sound = kalimba(frequency(note), 2.2);
  place(mix, sound, when, force * 0.24, 0.45);
  place(mix, sound, when + BEAT * 1.5, force * 0.07, -0.7);
}

function playDrums(roomy: Stereo, dry: Stereo, start: number, bar: number): void {
  place(dry, thump(), start, 0.42, 0);
  place(roomy, shaker(0.22, 100 + bar), start + BEAT, 0.09, 0.55);
  place(roomy, shaker(0.16, 200 + bar), start + BEAT * 2, 0.07, 0.55);
  place(roomy, shaker(0.1, 300 + bar), start + BEAT * 2.5, 0.04, 0.6);
}

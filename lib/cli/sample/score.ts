/** Seconds a beat: a slow waltz of 80 beats a minute. */
export const BEAT = 0.75;
export const BEATS_A_BAR = 3;
/** Eight bars are 18 s; the rest is for the last chord to die away in. */
export const LENGTH_SECONDS = 20;

/** One bar's harmony, as MIDI note numbers (60 is middle C). */
interface Chord {
  bass: number;
  /** From low to high. */
  notes: readonly [number, number, number, number];
}

/** D major: Dadd9, Bm7, Gmaj7, A7sus4, D/F♯, Em7, A7, D. */
export const CHORDS: readonly Chord[] = [
  { bass: 38, notes: [54, 57, 62, 64] },
  { bass: 35, notes: [54, 57, 59, 62] },
  { bass: 43, notes: [54, 59, 62, 67] },
  { bass: 45, notes: [52, 57, 62, 64] },
  { bass: 42, notes: [57, 62, 64, 66] },
  { bass: 40, notes: [55, 59, 62, 64] },
  { bass: 45, notes: [55, 57, 61, 64] },
  { bass: 38, notes: [54, 57, 62, 66] },
];

/** A note of the melody: the beat it starts on within its bar, its pitch, how hard it is struck. */
type Note = readonly [beat: number, note: number, force: number];

/** One line a bar. */
export const MELODY: readonly (readonly Note[])[] = [
  [
    [0, 78, 0.9],
    [1.5, 76, 0.6],
    [2, 74, 0.7],
  ],
  [
    [0, 69, 0.8],
    [2, 71, 0.6],
  ],
  [
    [0, 74, 0.85],
    [1.5, 76, 0.6],
    [2, 78, 0.8],
  ],
  [[0, 76, 0.9]],
  [
    [0, 78, 0.9],
    [1.5, 79, 0.65],
    [2, 81, 0.9],
  ],
  [
    [0, 79, 0.95],
    [2, 76, 0.7],
  ],
  [
    [0, 76, 0.8],
    [1, 73, 0.65],
    [2, 71, 0.55],
    [2.5, 73, 0.6],
  ],
  [
    [0, 74, 0.85],
    [1.5, 81, 0.35],
    [2, 86, 0.3],
  ],
];

/** Which note of the chord each eighth of a bar plucks: up and down again, from the bass an octave up. */
export const ARPEGGIO = ['bass', 0, 1, 3, 2, 1] as const;

/** The frequency of a MIDI note in Hz, equal temperament, A4 = 440 Hz. */
export function frequency(note: number): number {
  return 440 * 2 ** ((note - 69) / 12);
}

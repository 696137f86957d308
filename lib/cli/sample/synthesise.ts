import { writeFileSync } from 'node:fs';
import { arrange } from './arrangement.ts';
import { master } from './master.ts';
import { reverb } from './reverb.ts';
import { add, RATE } from './stereo.ts';
import { wav } from './wav.ts';

/**
 * *Millpond*, a lullaby of 20 seconds: 44.1 kHz, stereo, interleaved, −3 dBFS at its peak. Computed from the score
 * and seeded noise, so every run gives the same samples.
 */
export function synthesise(): Int16Array {
  const { roomy, dry } = arrange();
  const wet = reverb(roomy);
  add(dry, roomy, 1);
  add(dry, wet, 0.55);
  return master(dry);
}

/** {@link synthesise} as a WAV file. */
export function synthesiseWav(): Uint8Array {
  return wav(synthesise(), { rate: RATE, channels: 2 });
}

// As a command: node lib/cli/sample/synthesise.ts millpond.wav
if (import.meta.main) {
  const [path] = process.argv.slice(2);
  if (path === undefined) throw new Error('usage: node synthesise.ts <file.wav>');
  writeFileSync(path, synthesiseWav());
}

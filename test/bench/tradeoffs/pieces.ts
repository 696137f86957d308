import { readFile } from 'node:fs/promises';
import { ensureSample } from '../../../lib/cli/sample/sample.ts';
import { wav } from '../../../lib/cli/sample/wav.ts';
import { decode } from '../../fixtures/audio.ts';
import { requireDebian } from '../../fixtures/debian.ts';
import { dense } from '../../fixtures/dense.ts';
import { random } from '../../fixtures/random.ts';

/** What is listened to: 48 kHz, stereo, 16 bit, six seconds each. */
export interface Piece {
  readonly name: string;
  readonly samples: Float32Array;
  readonly wav: Buffer;
}

const RATE = 48_000;
const SECONDS = 6;

const piece = (name: string, samples: Int16Array): Piece => ({
  name,
  samples: Float32Array.from(samples, (sample) => sample / 32_768),
  wav: Buffer.from(wav(samples, { rate: RATE, channels: 2 })),
});

const whole = (samples: Float32Array): Int16Array =>
  Int16Array.from(samples.subarray(0, 2 * SECONDS * RATE), (sample) => Math.round(sample * 32_767));

/** Clicks of a damped tone, as castanets are: nothing hides what an encoder spreads in front of them. */
function strokes(): Int16Array {
  const next = random(7);
  const out = new Float32Array(2 * SECONDS * RATE);
  for (let at = 0.2; at < SECONDS - 0.1; at += 0.12 + next() * 0.2) {
    const hz = 1_500 + next() * 2_500;
    const side = next();
    for (let i = 0; i < 0.06 * RATE; i++) {
      const value = 0.8 * Math.exp(-i / (0.004 * RATE)) * Math.sin((2 * Math.PI * hz * i) / RATE + next() * 0.5);
      const frame = Math.floor(at * RATE) + i;
      for (const [channel, level] of [1 - side / 2, 0.5 + side / 2].entries()) {
        out[2 * frame + channel] = (out[2 * frame + channel] ?? 0) + value * level;
      }
    }
  }
  return whole(out);
}

/** A woman who names loudspeakers, recorded: Debian's alsa-utils. */
async function speech(): Promise<Int16Array> {
  await requireDebian('alsa-utils');
  const files = ['Front_Center', 'Rear_Left', 'Side_Right', 'Rear_Center'];
  const parts = await Promise.all(files.map((name) => decode(`/usr/share/sounds/alsa/${name}.wav`, { channels: 2 })));
  return whole(Float32Array.from(parts.flatMap((part) => [...part])));
}

export const pieces = async (): Promise<readonly Piece[]> => [
  piece('waltz', whole(await decode(await ensureSample(), { channels: 2 }))),
  piece('dense', dense(SECONDS * RATE, RATE, 2)),
  piece('strokes', strokes()),
  piece('speech', await speech()),
];

/** What an encoder's CPU time is measured with: a minute of the sample, 44.1 kHz, so that it is resampled, too. */
export async function minute(): Promise<Buffer> {
  const file = await readFile(await ensureSample());
  const audio = file.subarray(44);
  const header = Buffer.from(file.subarray(0, 44));
  header.writeUInt32LE(36 + 3 * audio.length, 4);
  header.writeUInt32LE(3 * audio.length, 40);
  return Buffer.concat([header, audio, audio, audio]);
}

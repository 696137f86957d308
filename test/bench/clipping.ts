import { spawnSync } from 'node:child_process';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { peakDb, rmsDb } from '../fixtures/levels.ts';

/**
 * What a boost over full scale does to a tone, to two tones and to a beat, clipped hard or limited: the comparison behind
 * lib/audio/filters/limiter.ts.
 *
 *   npm run bench:clipping
 */
const RATE = 48_000;
const SECONDS = 3;
const limited = (attack: number, release: number) =>
  `,alimiter=level=0:latency=1:limit=0.891251:attack=${attack}:release=${release}`;
const WAYS: Readonly<Record<string, string>> = {
  'clipped hard': '',
  'limiter 5/50': limited(5, 50),
  'limiter 5/200': limited(5, 200),
  'limiter 20/200': limited(20, 200),
  'limiter 40/500': limited(40, 500),
};
const sine = (hz: number, i: number): number => Math.sin((2 * Math.PI * hz * i) / RATE);
const SIGNALS: Readonly<Record<string, { readonly hz: readonly number[]; readonly parts: readonly number[] }>> = {
  '100 Hz': { hz: [100], parts: [1] },
  '1 kHz': { hz: [1000], parts: [1] },
  '60 Hz and 7 kHz, 4:1': { hz: [60, 7000], parts: [0.8, 0.2] },
  '70 and 113 Hz': { hz: [70, 113], parts: [0.5, 0.5] },
  '1000 and 1007 Hz': { hz: [1000, 1007], parts: [0.5, 0.5] },
};

function through(samples: Float32Array, boost: number, way: string): Float32Array {
  const filters = `aresample=${RATE}:osf=dblp,volume=${boost}dB${way}`;
  const encoder = ['-c:a', 'pcm_s16le', '-f', 's16le', 'pipe:1'];
  const wave = Buffer.alloc(44 + samples.length * 4);
  wave.write('RIFF', 0);
  wave.writeUInt32LE(wave.length - 8, 4);
  wave.write('WAVEfmt ', 8);
  // WAVE_FORMAT_IEEE_FLOAT, one channel, 32 bits.
  for (const [at, value] of [
    [16, 16],
    [24, RATE],
    [28, RATE * 4],
    [40, samples.length * 4],
  ] as const)
    wave.writeUInt32LE(value, at);
  for (const [at, value] of [
    [20, 3],
    [22, 1],
    [32, 4],
    [34, 32],
  ] as const)
    wave.writeUInt16LE(value, at);
  wave.write('data', 36);
  for (const [i, sample] of samples.entries()) wave.writeFloatLE(sample, 44 + i * 4);
  const args = ['-nostdin', '-v', 'error', '-f', 'wav', '-i', 'pipe:0', '-af', filters, ...encoder];
  const { stdout, stderr } = spawnSync(layerBinary('x86_64'), args, { input: wave, maxBuffer: 2 ** 26 });
  if (stdout.length === 0) throw new Error(`${stderr}`);
  return Float32Array.from({ length: stdout.length / 2 }, (_, i) => stdout.readInt16LE(i * 2) / 32_768);
}

/** dB of all that is not one of these tones, relative to them. A whole second, so that they are orthogonal. */
function distortion(samples: Float32Array, hz: readonly number[]): number {
  const rest = samples.slice(RATE, 2 * RATE);
  const whole = rmsDb(rest);
  for (const each of hz) {
    let [a, b] = [0, 0];
    for (const [i, sample] of rest.entries()) {
      a += (2 * sample * sine(each, i)) / RATE;
      b += (2 * sample * sine(each, i + RATE / each / 4)) / RATE;
    }
    for (const [i, sample] of rest.entries())
      rest[i] = sample - a * sine(each, i) - b * sine(each, i + RATE / each / 4);
  }
  return rmsDb(rest) - whole;
}

process.stdout.write(
  '| signal | over full scale, dB | way | distortion, dB | peak, dBFS | samples |\n|---|---|---|---|---|---|\n',
);
for (const [signal, { hz, parts }] of Object.entries(SIGNALS)) {
  const samples = Float32Array.from({ length: RATE * SECONDS }, (_, i) =>
    hz.reduce((sum, each, k) => sum + (parts[k] ?? 0) * sine(each, i), 0),
  );
  for (const boost of [6, 12]) {
    for (const [name, way] of Object.entries(WAYS)) {
      const out = through(samples, boost, way);
      const cells = [
        signal,
        boost,
        name,
        distortion(out, hz).toFixed(1),
        peakDb(out).toFixed(2),
        out.length - samples.length,
      ];
      process.stdout.write(`| ${cells.join(' | ')} |\n`);
    }
  }
}

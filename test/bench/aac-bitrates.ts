import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { ensureSample } from '../../lib/cli/sample/sample.ts';
import { LENGTH_SECONDS } from '../../lib/cli/sample/score.ts';
import { SAMPLE_RATES } from '../../lib/contract/formats.ts';

/**
 * Which AAC bitrates the layer's encoder really reaches, within a tenth, for each sample rate and channel count: the table
 * in lib/contract/bitrate.ts. Below its floor and above its ceiling the encoder takes another and says nothing.
 *
 *   npm run bench:aac
 */
const ASKED = [
  6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 72, 80, 96, 112, 128, 144, 160, 192, 224, 256, 288, 320, 384,
  448, 512,
];
const TOLERANCE = 0.1;

const wav = await readFile(await ensureSample());

/** kbit/s that came out. */
function reached(asked: number, rate: number, channels: number): number {
  const args = ['-nostdin', '-v', 'error', '-f', 'wav', '-i', 'pipe:0', '-ar', `${rate}`, '-ac', `${channels}`];
  const { stdout } = spawnSync(
    layerBinary('x86_64'),
    [...args, '-c:a', 'aac', '-b:a', `${asked}k`, '-f', 'adts', 'pipe:1'],
    {
      input: wav,
      maxBuffer: 2 ** 26,
    },
  );
  return (stdout.length * 8) / LENGTH_SECONDS / 1000;
}

process.stdout.write('| Hz | channels | lowest, kbit/s | highest |\n|---|---|---|---|\n');
for (const rate of SAMPLE_RATES) {
  for (const channels of [1, 2]) {
    const kept = ASKED.filter((asked) => Math.abs(reached(asked, rate, channels) / asked - 1) <= TOLERANCE);
    process.stdout.write(`| ${rate} | ${channels} | ${kept[0]} | ${kept.at(-1)} |\n`);
  }
}

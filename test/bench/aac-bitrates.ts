import { readFile } from 'node:fs/promises';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { transcodeArguments } from '../../lib/audio/arguments.ts';
import { ensureSample } from '../../lib/cli/sample/sample.ts';
import { LENGTH_SECONDS } from '../../lib/cli/sample/score.ts';
import { SAMPLE_RATES } from '../../lib/contract/formats.ts';
import { parseRequest } from '../../lib/contract/parse.ts';
import { inTurns, piped } from '../fixtures/answer.ts';
import { denseWav } from '../fixtures/dense.ts';

/**
 * Which AAC bitrates the layer's encoder really reaches, within a tenth, for each sample rate and channel count, of the
 * bundled sample as of a dense programme: the table in lib/contract/bitrate.ts. Below its floor and above its ceiling the
 * encoder takes another and says nothing.
 *
 *   npm run bench:aac
 */
const ASKED = [
  6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 72, 80, 96, 112, 128, 144, 160, 192, 224, 256, 288, 320, 384,
  448, 512,
];
const TOLERANCE = 0.1;

const sources = [await readFile(await ensureSample()), denseWav(LENGTH_SECONDS * 48_000, 48_000, 2)];

/** Whether all sources come out as asked. */
async function isReached(bitrate: number, sample_rate: number, channels: number): Promise<boolean> {
  const fields = { source_url: 'http://sound.invalid/', output_format: 'aac', sample_rate, channels };
  // Behind the parser, which would refuse what the table does not have yet.
  const request = { ...parseRequest(fields), bitrate };
  const argv = transcodeArguments(
    { mode: 'encode', request },
    { container: 'wav', from: 'pipe', seek: 0, cut: { start: 0 } },
  );
  for (const source of sources) {
    const { length } = await piped(layerBinary('x86_64'), argv, source);
    const reached = (length * 8) / LENGTH_SECONDS / 1000;
    if (Math.abs(reached / bitrate - 1) > TOLERANCE) return false;
  }
  return true;
}

process.stdout.write('| Hz | channels | lowest, kbit/s | highest |\n|---|---|---|---|\n');
for (const rate of SAMPLE_RATES) {
  for (const channels of [1, 2]) {
    const is = await inTurns(ASKED, (asked) => isReached(asked, rate, channels).catch(() => false));
    const kept = ASKED.filter((_, index) => is[index]);
    process.stdout.write(`| ${rate} | ${channels} | ${kept[0]} | ${kept.at(-1)} |\n`);
  }
}

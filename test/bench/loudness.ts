import { readFile } from 'node:fs/promises';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { ensureSample } from '../../lib/cli/sample/sample.ts';
import { answerTo, piped } from '../fixtures/answer.ts';
import { loudness } from '../fixtures/audio.ts';

/**
 * How near `normalize` comes to its target with the bundled sample, and loudnorm alone; by Debian's ebur128.
 *
 *   npm run bench:loudness
 */
const TARGETS = [-23, -16, -14, -9, -5];
const FORMATS = ['flac', 'opus', 'aac', 'mp3'];

const input = await readFile(await ensureSample());

async function measured(audio: Buffer): Promise<string> {
  const { integrated, truePeak } = await loudness(audio);
  return `${integrated.toFixed(1)} (${truePeak.toFixed(1)})`;
}

/** What the filter makes of it by itself. */
function alone(target: number): Promise<Buffer> {
  const chain = `aresample=48000:osf=dblp,loudnorm=I=${target}:TP=-1.5:LRA=11`;
  const argv = ['-nostdin', '-v', 'error', '-f', 'wav', '-i', 'pipe:0', '-af', chain, '-ar', '48000', '-c:a', 'flac'];
  return piped(layerBinary('x86_64'), [...argv, '-f', 'flac', 'pipe:1'], input);
}

process.stdout.write(
  `| target, LUFS | loudnorm alone | ${FORMATS.join(' | ')} |\n|${'---|'.repeat(FORMATS.length + 2)}\n`,
);
for (const target of TARGETS) {
  const cells = [await measured(await alone(target))];
  for (const output_format of FORMATS) {
    cells.push(await measured(await answerTo({ output_format, normalize: true, target_loudness: target }, input)));
  }
  process.stdout.write(`| ${[target, ...cells].join(' | ')} |\n`);
}

import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { layerBinary } from '../../layers/ffmpeg/layer.ts';
import { encoderArguments } from '../../lib/audio/encoders.ts';
import { filterChain } from '../../lib/audio/filters/filters.ts';
import { ensureSample } from '../../lib/cli/sample/sample.ts';
import { parseRequest } from '../../lib/contract/parse.ts';
import { loudness } from '../fixtures/audio.ts';

/**
 * How near `normalize` comes to its target with the bundled sample, and loudnorm alone; by Debian's ebur128.
 *
 *   npm run bench:loudness
 */
const TARGETS = [-23, -16, -14, -9, -5];
const FORMATS = ['flac', 'opus', 'aac', 'mp3'];

const input = await readFile(await ensureSample());

async function measured(output_format: string, target_loudness: number, alone: boolean): Promise<string> {
  const request = parseRequest({ source_url: 'http://localhost/', output_format, normalize: true, target_loudness });
  const chain = alone ? `aresample=48000:osf=dblp,loudnorm=I=${target_loudness}:TP=-1.5:LRA=11` : filterChain(request);
  const args = ['-nostdin', '-v', 'error', '-f', 'wav', '-i', 'pipe:0', '-af', chain, ...encoderArguments(request)];
  const { stdout } = spawnSync(layerBinary('x86_64'), [...args, 'pipe:1'], { input, maxBuffer: 2 ** 27 });
  const { integrated, truePeak } = await loudness(stdout);
  return `${integrated.toFixed(1)} (${truePeak.toFixed(1)})`;
}

process.stdout.write(
  `| target, LUFS | loudnorm alone | ${FORMATS.join(' | ')} |\n|${'---|'.repeat(FORMATS.length + 2)}\n`,
);
for (const target of TARGETS) {
  const cells = [await measured('flac', target, true)];
  for (const format of FORMATS) cells.push(await measured(format, target, false));
  process.stdout.write(`| ${[target, ...cells].join(' | ')} |\n`);
}

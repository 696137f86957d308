import { layerBinary } from '../../../layers/ffmpeg/layer.ts';
import { DEBIAN } from '../../fixtures/debian.ts';
import type { Way } from './measure.ts';

const LAYER = layerBinary(process.arch === 'arm64' ? 'arm64' : 'x86_64');

/** Options in front of one that is there, because ffmpeg's options have their places. */
const before =
  (option: string, ...added: readonly string[]) =>
  (argv: readonly string[]): readonly string[] =>
    argv.toSpliced(argv.indexOf(option), 0, ...added);

/** The decoder's threads as ffmpeg would choose them: without our `-threads 1`. */
const threaded = (argv: readonly string[]): readonly string[] => argv.toSpliced(argv.indexOf('-threads'), 2);

/** All threads take turns on one core, as they do on what a small function gets of one. */
const onOneCore = ({ name, command }: Way): Way => ({
  name: `${name}, one core`,
  command: ['/usr/bin/taskset', '-c', '0', ...command],
});

/** The first is what the others are compared with. */
export function ways(named: readonly Way[]): readonly Way[] {
  const layer: Way = { name: 'the layer', command: [LAYER] };
  return [
    layer,
    ...named,
    { name: "Debian's", command: [DEBIAN.ffmpeg] },
    ...[layer, ...named].map(onOneCore),
    { name: '`-filter_threads 1`', command: [LAYER], alter: before('-map', '-filter_threads', '1') },
    { name: 'no `-threads 1`', command: [LAYER], alter: threaded },
    // Of the filter that makes 48 kHz of 44.1: 32 is swresample's own.
    { name: '`-filter_size 16`', command: [LAYER], alter: before('-rematrix_maxval', '-filter_size', '16') },
  ];
}

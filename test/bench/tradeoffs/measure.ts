import { spawnSync } from 'node:child_process';
import { layerBinary } from '../../../layers/ffmpeg/layer.ts';
import { decode } from '../../fixtures/audio.ts';
import { DEBIAN } from '../../fixtures/debian.ts';
import { type Quality, quality } from '../../fixtures/noise-to-mask.ts';
import type { Piece } from './pieces.ts';

/** One way to encode: what stands between the input and the output. */
export interface Variant {
  readonly name: string;
  readonly argv: readonly string[];
  /** Debian's binary and not the layer's. */
  readonly debian?: boolean;
}

/** Samples that an encoder puts in front where its format has no place to say so: a frame of AAC; LAME's and a decoder's. */
const DELAYS: Readonly<Record<string, number>> = { adts: 1024, mp3: 1105 };

const run = ({ argv, debian }: Variant, input: Buffer, more: readonly string[] = []) => {
  const binary = debian ? DEBIAN.ffmpeg : layerBinary('x86_64');
  const args = ['-nostdin', '-hide_banner', '-nostats', ...more, '-f', 'wav', '-i', 'pipe:0', ...argv, 'pipe:1'];
  const { status, stdout, stderr } = spawnSync(binary, args, { env: {}, input, maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
  return { stdout, stderr: stderr.toString() };
};

/** Seconds of CPU, user and system, as the process itself counts them. */
function cpuSeconds(variant: Variant, input: Buffer): number {
  const [, user, system] = /utime=([\d.]+)s stime=([\d.]+)s/.exec(run(variant, input, ['-benchmark']).stderr) ?? [];
  return Number(user) + Number(system);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Medians of runs that take turns, so that a busy moment of the machine falls on all of them. */
export function cpu(variants: readonly Variant[], input: Buffer, runs: number): number[] {
  const taken = variants.map(() => [] as number[]);
  for (let n = 0; n < runs; n++) {
    for (const [index, variant] of variants.entries()) taken[index]?.push(cpuSeconds(variant, input));
  }
  return taken.map(median);
}

/** Bytes that come out. */
export const size = (variant: Variant, input: Buffer): number => run(variant, input).stdout.length;

export interface Heard extends Quality {
  /** Of the piece that came out worst. */
  readonly worst: number;
}

/** Means over the pieces, and the worst of them. */
export async function heard(variant: Variant, pieces: readonly Piece[]): Promise<Heard> {
  const each: Quality[] = [];
  for (const { samples, wav } of pieces) {
    const coded = await decode(run(variant, wav).stdout, { channels: 2 });
    const muxer = variant.argv.at(-1) ?? '';
    each.push(quality(samples, coded.subarray(2 * (DELAYS[muxer] ?? 0))));
  }
  const mean = (of: (one: Quality) => number) => each.reduce((sum, one) => sum + of(one), 0) / each.length;
  return {
    noiseToMask: mean((one) => one.noiseToMask),
    disturbed: mean((one) => one.disturbed),
    snr: mean((one) => one.snr),
    worst: Math.max(...each.map((one) => one.noiseToMask)),
  };
}
